import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { tagOf } from "./keys.ts";
import { createClient } from "./redis/client.ts";
import { parseRedisUrl } from "./redis/url.ts";
import { Announcer } from "./testing/announcer.ts";
import { newToken } from "./token.ts";

const urls = inject("redisUrls");

const user = "somebody";
const tag = tagOf(user);
const newId = () => newToken(tag).id;

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
  let a: Announcer;
  let b: Announcer;
  let heard: Announcer["heard"] = [];
  beforeAll(async () => {
    a = new Announcer(url, "a");
    b = new Announcer(url, "b");
    heard = b.heard;
    // Each node hears the other only once both are connected.
    await vi.waitFor(() => {
      a.announce({ tag: "warm-up", ids: [] });
      if (heard.length === 0) throw new Error("Node b doesn't hear node a.");
    }, 5000);
    heard.length = 0;
  });
  afterAll(() => {
    a.close();
    b.close();
  });

  it("what one node ends, the other's watchers are told within a second, and no others", async () => {
    const id = newId();
    const [there, other, here] = [watcher(), watcher(), watcher()];
    b.watch({ user, id }, there);
    b.watch({ user, id: newId() }, other);
    a.watch({ user, id }, here);
    a.announce({ tag, ids: [newId(), id] });
    expect(here.told.ended, "the node's own watchers don't wait for Redis").toBe(1);
    await vi.waitFor(() => expect(there.told.ended, "the other node is told").toBe(1), 1000);
    expect(other.told).toEqual({ ended: 0, unsure: 0 });
    // A warm-up message may still arrive behind it.
    expect(heard).toContainEqual({ tag, ids: expect.arrayContaining([id]) });
  });

  it("a session that ended between its look-up and its watch is told", async () => {
    const id = newId();
    a.announce({ tag, ids: [id] });
    await vi.waitFor(() => expect(heard, "node b heard of it").toContainEqual({ tag, ids: [id] }), 1000);
    const late = watcher();
    b.watch({ user, id }, late);
    expect(late.told.ended).toBe(1);
  });

  it("what another build says and this one can't read is passed over, and what follows is heard", async () => {
    const publisher = a as unknown as { announce(revocation: object): void };
    const id = newId();
    const waits = watcher();
    b.watch({ user, id }, waits);
    publisher.announce({ tag: 1, ids: [] });
    a.announce({ tag, ids: [id] });
    await vi.waitFor(() => expect(waits.told.ended, "the second is heard").toBe(1), 1000);
  });

  it("a watcher that left is told nothing", () => {
    const id = newId();
    const left = watcher();
    a.watch({ user, id }, left)();
    a.announce({ tag, ids: [id] });
    expect(left.told.ended).toBe(0);
  });

  it("a session that ended in between is told, however many others did", async () => {
    const id = newId();
    a.announce({ tag, ids: [id, ...Array.from({ length: 20_000 }, newId)] });
    const late = watcher();
    a.watch({ user, id }, late);
    expect(late.told.ended).toBe(1);
  });

  it("70,000 sessions that end at once are heard of in messages of at most 1,000", async () => {
    const many = tagOf("many");
    const ids = Array.from({ length: 70_000 }, newId);
    a.announce({ tag: many, ids });
    // A message that is sent again after a lost connection is heard twice.
    const messages = () => heard.filter((one) => one.tag === many);
    const known = () => new Set(messages().flatMap((one) => one.ids));
    await vi.waitFor(() => expect(known().size).toBe(70_000), 8000);
    expect([...known()].sort()).toEqual([...ids].sort());
    expect(Math.max(...messages().map((one) => one.ids.length))).toBe(1000);
  }, 20_000);

  it("a build that says all of a user's in one message is heard as well", async () => {
    const ids = Array.from({ length: 20_000 }, newId);
    const before = watcher();
    b.watch({ user, id: ids.at(-1) ?? "" }, before);
    const redis = createClient(parseRedisUrl(url), { label: "older-build", socketTimeout: 5000 });
    await redis.publish("unstuck:revoked", JSON.stringify({ by: "older build", tag, ids }));
    await vi.waitFor(() => expect(before.told.ended).toBe(1), 5000);
    redis.disconnect();
  });

  it("stays subscribed although nothing is said for 3 s", async () => {
    const quiet = watcher();
    b.watch({ user, id: newId() }, quiet);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(quiet.told.unsure).toBe(0);
  });
});

const cutOff = async (operators: readonly Redis[], name: string) => {
  let cut = 0;
  for (const operator of operators) {
    const lines = String(await operator.client("LIST")).split("\n");
    for (const line of lines.filter((one) => one.includes(`name=${name}`) && one.includes("sub=1")))
      cut += Number(await operator.client("KILL", "ID", /id=(\d+)/.exec(line)?.[1] ?? ""));
  }
  return cut;
};
const operatorsOf = (topology: "standalone" | "sentinel" | "cluster") =>
  [inject("operatorUrls")[topology]].flat().map((address) => new Redis(address));

it.each(["standalone", "sentinel", "cluster"] as const)(
  "after a lost subscription every watcher is asked to look for itself, on %s",
  async (topology) => {
    const name = `cut-${topology}`;
    const node = new Announcer(urls[topology], name);
    const one = watcher();
    node.watch({ user, id: newId() }, one);
    const operators = operatorsOf(topology);
    await vi.waitFor(
      async () => expect(await cutOff(operators, `${name}-revocations`), "it was subscribed").toBe(1),
      5000,
    );
    await vi.waitFor(() => expect(one.told.unsure, "the watcher is told").toBe(1), 5000);
    expect(one.told.ended).toBe(0);
    node.close();
    for (const operator of operators) operator.disconnect();
  },
);
