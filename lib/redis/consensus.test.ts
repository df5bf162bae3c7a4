import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Consensus, type Opinion } from "./consensus.ts";

const [first, second, third] = ["127.0.0.1 6401", "127.0.0.1 6402", "127.0.0.1 6403"] as const;
const at = (port: number) => ({ host: "127.0.0.1", port });

interface Replica {
  address?: string;
  flags?: string;
  linked?: boolean;
}

/** What one Sentinel says of the primary and of its replicas. */
const opinion = (flags: string, replicas: readonly Replica[], primary: string = first): Opinion => ({
  primary: primary,
  flags,
  replicas: replicas.map(({ address = second, flags: of = "slave", linked = true }) => ({
    address,
    flags: of,
    linked,
  })),
});

/** Of three Sentinels those that answered said this. */
function heard(...opinions: Opinion[]): Consensus {
  const consensus = new Consensus();
  consensus.take(opinions, 3);
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
});

describe("which replicas are in step", () => {
  test("those that most Sentinels list as linked", () => {
    const half = opinion("master", [{}, { address: third, linked: false }]);
    const both = opinion("master", [{}, { address: third }]);
    expect([...heard(half, half, both).named.inStep]).toEqual([second]);
    expect([...heard(half, both, both).named.inStep]).toEqual([second, third]);
  });

  test("one stays so while its link is gone, and isn't once most hold it to be down", () => {
    const consensus = heard(opinion("master", [{}]));
    consensus.take([opinion("master,s_down", [{ linked: false }])], 3);
    expect(consensus.replicasInStep).toBe(1);
    consensus.take([opinion("master", [{ flags: "slave,s_down", linked: false }])], 3);
    expect(consensus.replicasInStep).toBe(0);
  });

  test("with another primary it begins anew, and a write under way keeps those that it needs", () => {
    const consensus = heard(opinion("master", [{}, { address: third }]));
    const before = consensus.named;
    const elected = opinion("master", [{ address: first, linked: false }, { address: third }], second);
    consensus.take([elected, elected, elected], 3);
    expect([...consensus.named.inStep]).toEqual([third]);
    expect([...before.inStep]).toEqual([second, third]);
  });
});

describe("where a read may go that the primary doesn't answer", () => {
  const says = (primary?: string) => opinion("master", [{}], primary);

  test("to the primary that all name, and to the replicas in step", () => {
    expect(heard(says(), says(), says()).readable).toEqual({ primary: [at(6401)], inStep: [at(6402)] });
  });

  test("not to a primary that one Sentinel has already replaced", () => {
    expect(heard(says(), says(), says(third)).readable).toEqual({ primary: [], inStep: [at(6402)] });
  });

  test("nowhere, if fewer than most Sentinels answer: they may be cut off with a deposed primary", () => {
    expect(heard(says()).readable).toEqual({ primary: [], inStep: [] });
    expect(heard(says(), says()).readable.inStep).toEqual([at(6402)]);
  });

  test("nowhere, when the last answer of most is older than an election may be short", () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const consensus = heard(says(), says(), says());
    vi.advanceTimersByTime(600);
    expect(consensus.readable.inStep).toEqual([at(6402)]);
    vi.advanceTimersByTime(1);
    expect(consensus.readable).toEqual({ primary: [], inStep: [] });
  });
});

test("a server is replaced once most Sentinels name another, also while one still names it", () => {
  const [old, elected] = [opinion("master", []), opinion("master", [], second)];
  expect(heard(old, old, elected).replaced(first)).toBe(false);
  expect(heard(elected, old, elected).replaced(first)).toBe(true);
  expect(heard(elected, old, elected).names(first)).toBe(true);
  expect(new Consensus().replaced(first)).toBe(false);
});

test("Sentinels that don't agree change nothing but who is named", () => {
  const consensus = heard(opinion("master", [{}]));
  expect(consensus.take([opinion("master", [], first), opinion("master", [], second)], 3)).toBe(false);
  expect(consensus.named.primary).toBe(first);
  expect(consensus.replicasInStep).toBe(1);
  expect([first, second, third].map((server) => consensus.names(server))).toEqual([true, true, false]);
});

test("without an answer the last that most said stays", () => {
  const consensus = heard(opinion("master", [{}]));
  expect(consensus.take([], 3)).toBe(false);
  expect(consensus.view).toEqual({
    primary: at(6401),
    primaryUp: true,
    replicas: [{ address: at(6402), up: true }],
  });
});
