import { randomUUID } from "node:crypto";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { Keys } from "./keys.ts";
import type { RedisSessions } from "./store.ts";
import { OwnRedis } from "./testing/own-redis.ts";
import { poll } from "./testing/poll.ts";
import { login, openStore, topologies, type Visits } from "./testing/stores.ts";

test.each(["", "a b", "a{b", "a}b", "a\tb", "a:b", "a*"])("a prefix %j is refused by name", (prefix) => {
  expect(() => new Keys(prefix)).toThrow(/`prefix`/);
  expect(() => openStore("standalone", { prefix })).toThrow(RangeError);
});

/**
 * Uses every operation of a store.
 * @returns A token of a session that is still alive.
 */
async function useAll(store: RedisSessions<Visits>, user: string): Promise<string> {
  const made = await store.create(login(user));
  const spare = await store.create(login(user));
  await store.update(made.session, ({ count }) => ({ count: count + 1 }));
  const rotated = await store.rotate(made.token);
  await store.revoke({ token: spare.token });
  await store.list(user);
  return rotated.status === "rotated" ? rotated.token : "";
}

describe.each(topologies)("on %s", (topology) => {
  test("of two stores with different prefixes neither sees, lists, changes or ends the other's sessions of one user", async () => {
    const user = randomUUID();
    const [one, two] = ["unstuck", "other"].map((prefix) =>
      openStore(topology, { prefix, redis: asOperator(topology), url: undefined }),
    ) as [RedisSessions<Visits>, RedisSessions<Visits>];
    const token = await useAll(one, user);
    const { session } = await two.create(login(user));
    expect((await two.read(token)).status).toBe("none");
    expect(await two.rotate(token)).toEqual({ status: "none" });
    expect(await two.revoke({ token })).toBe(false);
    const [known] = await one.list(user);
    expect((await two.list(user)).map(({ id }) => id)).toEqual([session.id]);
    expect(await two.revoke({ user, id: known?.id ?? "" })).toBe(false);
    expect(await two.revokeAll(user)).toEqual([session.id]);
    expect((await one.read(token)).status).toBe("alive");
  });

  test("each hears the announcements of its own prefix only", async () => {
    const user = randomUUID();
    const open = (prefix: string) =>
      openStore(topology, { prefix, redis: asOperator(topology), url: undefined });
    const [listening, same, foreign] = [open("unstuck"), open("unstuck"), open("other")];
    let told: string[] = [];
    await poll(
      async () => {
        const { session } = await same.create(login(user));
        const leave = listening.watch(session, { ended: () => told.push("same"), unsure: () => {} });
        await same.revoke({ user, id: session.id });
        await new Promise((resolve) => setTimeout(resolve, 30));
        leave();
        return told.length > 0;
      },
      { timeoutMs: 5000, promise: "stores with one prefix hear each other" },
    );
    told = [];
    const { session } = await foreign.create(login(user));
    listening.watch(session, { ended: () => told.push("foreign"), unsure: () => {} });
    await foreign.revoke({ user, id: session.id });
    const last = await same.create(login(user));
    listening.watch(last.session, { ended: () => told.push("same"), unsure: () => {} });
    await same.revoke({ user, id: last.session.id });
    await poll(async () => told.length > 0, { timeoutMs: 2000, promise: "the last one is heard" });
    expect(told).toEqual(["same"]);
  });
});

test.each(["standalone", "cluster"] as const)(
  "no key outside of the prefix is written, on %s",
  async (topology) => {
    const own = await OwnRedis.begin();
    onTestFinished(() => own.end());
    const cluster = topology === "cluster" ? await own.cluster() : undefined;
    const nodes = cluster?.primaries ?? [await own.node("min-replicas-to-write 0")];
    const url = cluster?.url ?? own.urlOf(nodes[0] ?? { port: 0 });
    for (const { operator } of [...nodes, ...(cluster?.replicas ?? [])])
      await operator.call("ACL", "SETUSER", "app", "~mine:*", "&mine:*");
    const store = openStore(topology, { url, prefix: "mine" });
    await useAll(store, randomUUID());
    const keys = (await Promise.all(nodes.map(({ operator }) => operator.keys("*")))).flat();
    expect(keys.length).toBeGreaterThan(1);
    expect(keys.filter((key) => !key.startsWith("mine:"))).toEqual([]);
  },
  40_000,
);

/** The operator may touch keys of any prefix. */
function asOperator(topology: (typeof topologies)[number]): string {
  const urls = inject("operatorUrls");
  const [first = ""] = [urls[topology]].flat();
  if (topology !== "cluster") return `${first}?replicas=0`;
  const hosts = urls.cluster.map((url) => new URL(url).host).join(",");
  const { username, password } = new URL(first);
  return `redis+cluster://${username}:${password}@${hosts}`;
}
