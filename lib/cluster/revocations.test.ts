import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import type { Revocation } from "../session/index.ts";
import { Revocations } from "./revocations.ts";

const urls = inject("redisUrls");

function watcher() {
  const told = { ended: 0, unsure: 0 };
  return {
    told,
    ended: () => {
      told.ended += 1;
    },
    unsure: () => {
      told.unsure += 1;
    },
  };
}

describe.each(Object.entries(urls))("on %s Redis", (_, url) => {
  let a: Revocations;
  let b: Revocations;
  const heard: Revocation[] = [];
  beforeAll(async () => {
    a = new Revocations(url, "a");
    b = new Revocations(url, "b");
    b.onHeard((revocation) => heard.push(revocation));
    // Each node hears the other only once both are connected.
    await vi.waitFor(() => {
      a.announce({ tag: "warm-up", ids: [] });
      if (heard.length === 0) throw new Error("Node b doesn't hear node a.");
    }, 5000);
    heard.length = 0;
  });
  afterAll(() => Promise.all([a.close(), b.close()]));

  it("what one node ends, the other's watchers are told within a second, and no others", async () => {
    const id = randomUUID();
    const [there, other, here] = [watcher(), watcher(), watcher()];
    b.watch(id, there);
    b.watch(randomUUID(), other);
    a.watch(id, here);
    a.announce({ tag: "tag", ids: [randomUUID(), id] });
    expect(here.told.ended, "the node's own watchers don't wait for Redis").toBe(1);
    await vi.waitFor(() => expect(there.told.ended, "the other node is told").toBe(1), 1000);
    expect(other.told).toEqual({ ended: 0, unsure: 0 });
    // A warm-up may still arrive behind it.
    expect(heard).toContainEqual({ tag: "tag", ids: expect.arrayContaining([id]) });
  });

  it("a session that ended between its look-up and its watch is told", async () => {
    const id = randomUUID();
    a.announce({ tag: "tag", ids: [id] });
    await vi.waitFor(
      () => expect(heard, "node b heard of it").toContainEqual({ tag: "tag", ids: [id] }),
      1000,
    );
    const late = watcher();
    b.watch(id, late);
    expect(late.told.ended).toBe(1);
  });

  it("what another build says and this one can't read is passed over, and what follows is heard", async () => {
    const publisher = a as unknown as { announce(revocation: object): void };
    const id = randomUUID();
    const waits = watcher();
    b.watch(id, waits);
    publisher.announce({ tag: 1, ids: [] });
    a.announce({ tag: "tag", ids: [id] });
    await vi.waitFor(() => expect(waits.told.ended, "the second is heard").toBe(1), 1000);
  });

  it("a watcher that left is told nothing", () => {
    const id = randomUUID();
    const left = watcher();
    a.watch(id, left)();
    a.announce({ tag: "tag", ids: [id] });
    expect(left.told.ended).toBe(0);
  });

  it("stays subscribed although nothing is said for 3 s", async () => {
    const quiet = watcher();
    b.watch(randomUUID(), quiet);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(quiet.told.unsure).toBe(0);
  });
});

it("after a lost subscription every watcher is asked to look for itself", async () => {
  const node = new Revocations(urls.standalone, "cut");
  const one = watcher();
  node.watch(randomUUID(), one);
  const operator = new Redis(inject("operatorUrls").standalone);
  const subscribers = async () =>
    String(await operator.client("LIST"))
      .split("\n")
      .filter((line) => line.includes("name=cut-revocations") && line.includes("sub=1"))
      .map((line) => /id=(\d+)/.exec(line)?.[1] ?? "");
  await vi.waitFor(async () => expect(await subscribers(), "it subscribes").toHaveLength(1), 5000);
  expect(one.told.unsure).toBe(0);
  for (const id of await subscribers()) await operator.client("KILL", "ID", id);
  await vi.waitFor(() => expect(one.told.unsure, "the watcher is told").toBe(1), 5000);
  expect(one.told.ended).toBe(0);
  await node.close();
  operator.disconnect();
});
