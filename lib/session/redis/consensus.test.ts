import { describe, expect, test } from "vitest";
import { Consensus } from "./consensus.ts";
import type { Opinion } from "./opinion.ts";

const [first, second, third] = ["127.0.0.1 6401", "127.0.0.1 6402", "127.0.0.1 6403"] as const;
const at = (port: number) => ({ host: "127.0.0.1", port });

interface Replica {
  address?: string;
  flags?: string;
  linked?: boolean;
}

/** One Sentinel's opinion of the primary and of its replicas. */
const opinion = (flags: string, replicas: readonly Replica[], primary: string = first): Opinion => ({
  primary: primary,
  flags,
  replicas: replicas.map(({ address = second, flags: of = "slave", linked = true }) => ({
    address,
    flags: of,
    linked,
  })),
});

/**
 * A round in which each Sentinel was asked at this moment. Of the three, the missing ones didn't
 * answer.
 */
function hear(consensus: Consensus, opinions: readonly (Opinion | undefined)[], asked = 0): boolean {
  return [0, 1, 2].map((nth) => consensus.take(nth, asked, opinions[nth])).at(-1) ?? false;
}

/** The consensus when these are the answers of three Sentinels. */
function heard(...opinions: Opinion[]): Consensus {
  const consensus = new Consensus(3);
  hear(consensus, opinions);
  return consensus;
}

describe("whether a replica is waited for", () => {
  const up = (...opinions: Opinion[]) => heard(...opinions).named.isUp(second);
  const fine = opinion("master", [{}]);
  const lost = opinion("master", [{ flags: "slave,disconnected" }]);

  test("one whose connections broke isn't", () => {
    expect(up(lost, lost, fine)).toBe(false);
    expect(up(lost, fine, fine)).toBe(true);
  });

  test("one whose connections break while the primary is held to be down is: it is being promoted", () => {
    const promoting = opinion("master,s_down", [{ flags: "slave,disconnected" }]);
    expect(up(promoting, promoting, lost)).toBe(true);
  });

  test("one whose connections break in a failover that was asked for is", () => {
    const asked = opinion("master,failover_in_progress", [{ flags: "slave,disconnected" }]);
    expect(up(asked, lost, lost)).toBe(true);
  });

  test("one that most hold to be down isn't, whatever the primary is", () => {
    const down = opinion("master,s_down", [{ flags: "slave,s_down" }]);
    expect(up(down, down, fine)).toBe(false);
  });

  test("it takes most of all Sentinels to give one up, not only of those that answer", () => {
    const consensus = heard(fine, fine, fine);
    hear(consensus, [fine, lost], 1);
    expect(consensus.named.isUp(second)).toBe(true);
    hear(consensus, [undefined, lost], 2);
    expect(consensus.named.isUp(second)).toBe(true);
    hear(consensus, [lost, lost], 3);
    expect(consensus.named.isUp(second)).toBe(false);
    hear(consensus, [lost, fine], 4);
    expect(consensus.named.isUp(second)).toBe(false);
  });
});

describe("which replicas are in step", () => {
  test("those that most Sentinels list as linked", () => {
    const half = opinion("master", [{}, { address: third, linked: false }]);
    const both = opinion("master", [{}, { address: third }]);
    expect([...heard(half, half, both).named.inStep]).toEqual([second]);
    expect([...heard(half, both, both).named.inStep]).toEqual([second, third]);
  });

  test("one stays so while its link is gone, and isn't once most hold it to be down", () => {
    const says = (flags: string) => {
      const one = opinion("master,s_down", [{ flags, linked: false }]);
      return [one, one, one];
    };
    const consensus = heard(opinion("master", [{}]), opinion("master", [{}]));
    hear(consensus, says("slave"), 1);
    expect(consensus.replicasInStep).toBe(1);
    hear(consensus, says("slave,s_down"), 2);
    expect(consensus.replicasInStep).toBe(0);
  });

  test("one that most Sentinels list no more isn't", () => {
    const both = opinion("master", [{}, { address: third }]);
    const consensus = heard(both, both, both);
    const removed = opinion("master", [{}]);
    hear(consensus, [removed, both, both], 1);
    expect(consensus.replicasInStep).toBe(2);
    hear(consensus, [removed, removed, both], 2);
    expect([...consensus.named.inStep]).toEqual([second]);
    expect([...consensus.listed].sort()).toEqual([first, second, third]);
    hear(consensus, [removed, removed, removed], 3);
    expect([...consensus.listed].sort()).toEqual([first, second]);
  });

  test("with another primary it begins again, and a write under way keeps those that it needs", () => {
    const both = opinion("master", [{}, { address: third }]);
    const consensus = heard(both, both, both);
    const before = consensus.named;
    const elected = opinion("master", [{ address: first, linked: false }, { address: third }], second);
    hear(consensus, [elected, elected, elected], 1);
    expect([...consensus.named.inStep]).toEqual([third]);
    expect([...before.inStep]).toEqual([second, third]);
  });
});

describe("where a read may go that the primary doesn't answer", () => {
  const says = (primary?: string) => opinion("master", [{}], primary);
  const nowhere = { primary: [], inStep: [] };

  test("to the primary that all name, and to the replicas in step", () => {
    expect(heard(says(), says(), says()).readable(0)).toEqual({ primary: [at(6401)], inStep: [at(6402)] });
  });

  test("not to a primary that one Sentinel has already replaced", () => {
    expect(heard(says(), says(), says(third)).readable(0)).toEqual({ primary: [], inStep: [at(6402)] });
  });

  test("nowhere, if fewer than most Sentinels answer: they may be cut off with a deposed primary", () => {
    expect(heard(says()).readable(0)).toEqual(nowhere);
    expect(heard(says(), says()).readable(0).inStep).toEqual([at(6402)]);
  });

  test("nowhere, if most were asked before the read began: an election may have been over in between", () => {
    const consensus = heard(says(), says(), says());
    expect(consensus.readable(1)).toEqual(nowhere);
    consensus.take(0, 1, says());
    expect(consensus.readable(1)).toEqual(nowhere);
    consensus.take(1, 1, says());
    expect(consensus.readable(1)).toEqual({ primary: [at(6401)], inStep: [at(6402)] });
    expect(consensus.readable(2)).toEqual(nowhere);
  });

  test("not to a replica that fewer than most of those hold to be up, even if a Sentinel did that was asked before", () => {
    const lost = opinion("master", [{ flags: "slave,disconnected" }]);
    const consensus = heard(says(), says(), says());
    consensus.take(0, 1, says());
    consensus.take(1, 1, lost);
    expect(consensus.replicasInStep).toBe(1);
    expect(consensus.readable(1)).toEqual({ primary: [at(6401)], inStep: [] });
  });

  test("not to a replica that was given up, for 20 s or until a write has found it in step: it may have come back without the writes since", () => {
    const lost = opinion("master", [{ flags: "slave,disconnected" }]);
    const inStepAt = (consensus: Consensus, asked: number) => {
      hear(consensus, [says(), says(), says()], asked);
      return consensus.readable(asked).inStep;
    };
    const consensus = heard(says(), says(), says());
    hear(consensus, [lost, lost, lost], 1000);
    hear(consensus, [lost, lost, lost], 2000);
    expect(inStepAt(consensus, 3000)).toEqual([]);
    expect(consensus.replicasInStep).toBe(1);
    expect(inStepAt(consensus, 22_999)).toEqual([]);
    expect(inStepAt(consensus, 23_000)).toEqual([at(6402)]);

    hear(consensus, [lost, lost, lost], 30_000);
    expect(inStepAt(consensus, 31_000)).toEqual([]);
    consensus.named.join(second);
    expect(inStepAt(consensus, 32_000)).toEqual([at(6402)]);
  });

  test("an answer that comes late doesn't take the place of one that was asked for later", () => {
    const consensus = heard(says(), says(), says());
    consensus.take(0, 2, says(third));
    consensus.take(0, 1, says());
    consensus.take(0, 1, undefined);
    expect(consensus.names(third)).toBe(true);
    expect(consensus.readable(0).primary).toEqual([]);
  });
});

test("a server is replaced once most Sentinels name another, also while one still names it", () => {
  const [old, elected] = [opinion("master", []), opinion("master", [], second)];
  expect(heard(old, old, elected).replaced(first)).toBe(false);
  expect(heard(elected, old, elected).replaced(first)).toBe(true);
  expect(heard(elected, old, elected).names(first)).toBe(true);
  expect(new Consensus(3).replaced(first)).toBe(false);
});

test("Sentinels that don't agree change nothing but who is named", () => {
  const consensus = heard(opinion("master", [{}]), opinion("master", [{}]));
  expect(hear(consensus, [opinion("master", [], first), opinion("master", [], second)], 1)).toBe(false);
  expect(consensus.named.primary).toBe(first);
  expect(consensus.replicasInStep).toBe(1);
  expect([first, second, third].map((server) => consensus.names(server))).toEqual([true, true, false]);
});

test("one Sentinel of three replaces no primary, also if no other answers", () => {
  const consensus = heard(opinion("master", []), opinion("master", []));
  expect(hear(consensus, [opinion("master", [], second)], 1)).toBe(false);
  consensus.makeDo();
  expect(consensus.named.primary).toBe(first);
});

test("where most never answered, the word of the few is taken only when it's said that they have to do", () => {
  const consensus = heard(opinion("master", [{}]));
  expect([consensus.agrees, consensus.named.primary]).toEqual([false, undefined]);
  consensus.makeDo();
  expect([consensus.agrees, consensus.named.primary]).toEqual([true, first]);
  expect(consensus.replicasInStep).toBe(1);
  expect(consensus.readable(0).inStep).toEqual([]);
});

test("without an answer the last that most said stays", () => {
  const consensus = heard(opinion("master", [{}]), opinion("master", [{}]));
  expect(hear(consensus, [], 1)).toBe(false);
  expect(consensus.named.primary).toBe(first);
  expect(consensus.view).toEqual({
    primary: at(6401),
    primaryUp: true,
    replicas: [{ address: at(6402), up: true }],
  });
});
