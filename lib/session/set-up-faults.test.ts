import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { RedisMisconfigured, SessionTooLarge } from "./errors.ts";
import { type OwnNode, OwnRedis } from "./testing/own-redis.ts";
import {
  accepted,
  keysOf,
  login,
  openOperator,
  openStore,
  type Topology,
  topologies,
} from "./testing/stores.ts";

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

/** The address of a user of the shared Redis with the permissions of these rules. */
async function userWith(...rules: readonly string[]): Promise<string> {
  const operator = openOperator("standalone");
  const [name, password] = [`weak-${randomBytes(4).toString("hex")}`, randomBytes(16).toString("hex")];
  await operator.call("ACL", "SETUSER", name, "on", `>${password}`, "+@all", "~unstuck:*", ...rules);
  onTestFinished(async () => void (await operator.call("ACL", "DELUSER", name)));
  const url = new URL(inject("redisUrls").standalone);
  url.username = name;
  url.password = password;
  return url.href;
}

describe("the ACL", () => {
  test.each([
    ["EVALSHA", ["-evalsha"]],
    ["a command inside the scripts", ["-zscore", "-zadd", "-zrange"]],
    ["WAIT", ["-wait"]],
    ["the keys", ["resetkeys", "~elsewhere:*"]],
  ])("that forbids %s is named at once, and not taken for an outage", async (_, rules) => {
    const store = openStore("standalone", { url: await userWith(...rules) });
    const begun = performance.now();
    const errors = [await errorOf(store.create(login()))];
    if (!rules.includes("-wait")) errors.push(await errorOf(store.list("somebody")));
    for (const error of errors) {
      expect(error).toBeInstanceOf(RedisMisconfigured);
      expect(String(error)).toContain("users.acl");
    }
    expect(performance.now() - begun).toBeLessThan(2000);
  });

  test("that forbids a command inside a read is named to each who reads", async () => {
    const { token } = await openStore("standalone").create(login());
    const store = openStore("standalone", { url: await userWith("-zscore") });
    for (const error of await Promise.all([errorOf(store.read(token)), errorOf(store.read(token))])) {
      expect(error).toBeInstanceOf(RedisMisconfigured);
      expect(String(error)).toContain("users.acl");
    }
  });

  test.each(topologies)(
    "of %s that knows another password is named, and not taken for an outage",
    async (topology) => {
      const url = inject("redisUrls")[topology].replaceAll(/(:|password=)[\w-]{43}/g, "$1not-the-password");
      const store = openStore(topology, { url, deadlines: { read: 700, write: 700 } });
      for (const error of [await errorOf(store.list("somebody")), await errorOf(store.create(login()))]) {
        expect(error).toBeInstanceOf(RedisMisconfigured);
        expect(String(error)).toMatch(/REDIS_URL.*users\.acl/);
      }
    },
  );
});

describe("a full Redis that may evict nothing", () => {
  let redis: OwnRedis;
  let node: OwnNode;
  beforeAll(async () => {
    redis = await OwnRedis.begin();
    node = await redis.node("min-replicas-to-write 0", "maxmemory-policy noeviction");
  }, 20_000);
  afterAll(() => redis.end());

  test("refuses logins and names maxmemory, while reads, lists and revocations go on", async () => {
    const store = openStore("standalone", {
      url: redis.urlOf(node),
      policy: { idle: 100, slideShare: 0.00001 },
    });
    const user = crypto.randomUUID();
    const logins = [
      await store.create(login(user)),
      await store.create(login(user)),
      await store.create(login(user)),
    ];
    const tokens = logins.map(({ token }) => token);
    await node.operator.config("SET", "maxmemory", "1");
    for (const work of [
      store.create(login(user)),
      store.update(logins[0]?.session ?? expect.fail(), (data) => data),
    ]) {
      const error = await errorOf(work);
      expect(error).toBeInstanceOf(RedisMisconfigured);
      expect(String(error)).toContain("maxmemory");
    }
    expect(await accepted(store, tokens)).toEqual([true, true, true]);
    expect(await store.list(user)).toHaveLength(3);
    expect(await store.revoke({ token: tokens[0] ?? "" })).toBe(true);
    expect(await store.revokeAll(user, logins[1]?.session)).toHaveLength(1);
    expect(await accepted(store, tokens)).toEqual([false, true, false]);
  });
});

describe.each(topologies)("on %s", (topology: Topology) => {
  test("a session over the size cap is refused with what to do, and nothing is written", async () => {
    const store = openStore<{ count: number; note?: string }>(topology);
    const operator = openOperator(topology);
    const user = crypto.randomUUID();
    const large = { count: 1, note: randomBytes(4096).toString("hex") };
    const refused = await errorOf(store.create({ ...login(user), data: large }));
    expect(refused).toBeInstanceOf(SessionTooLarge);
    expect(String(refused)).toMatch(/more than the 4096 allowed.*maxBytes/);
    expect(await operator.exists(keysOf(user, "").index)).toBe(0);

    const { session } = await store.create(login(user));
    const { record } = keysOf(user, session.id);
    const before = await operator.getBuffer(record);
    expect(await errorOf(store.update(session, () => large))).toBeInstanceOf(SessionTooLarge);
    expect(await operator.getBuffer(record)).toEqual(before);
  });
});
