import { Redis } from "ioredis";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { openExpressStore, plain, someId } from "../testing/express-store.ts";
import { openOperator, type Topology, topologies } from "../testing/stores.ts";

/** A store with keys of its own, and a Redis user that may look through all keys. */
function openAll(topology: Topology, prefix: string, connectRedisPrefix?: string) {
  const redis = openOperator(topology);
  return openExpressStore(topology, {
    url: undefined,
    redis,
    prefix,
    ...(connectRedisPrefix === undefined ? {} : { connectRedisPrefix }),
  });
}

const idsOf = (sessions: object[]) => sessions.map((session) => (session as { id: string }).id).sort();

describe.each(topologies)("on %s", (topology) => {
  test("all gives every session that lives with its id, length counts them, and clear ends them and nothing else", async () => {
    const prefix = `every-${someId()}`;
    const store = openAll(topology, prefix);
    const other = openAll(topology, `${prefix}-other`);
    expect(await store.all()).toEqual([]);
    expect(await store.length()).toBe(0);
    const ids = Array.from({ length: 250 }, (_, at) => `${at}-${someId()}`).sort();
    await Promise.all(ids.map((id, at) => store.set(id, plain({ at }))));
    await store.set("gone", plain());
    await store.destroy("gone");
    await store.set("signed out", plain({ user: "Ada" }));
    await store.endAll("Ada");
    await other.set("other", plain());

    const found = await store.all();
    expect(idsOf(found)).toEqual(ids);
    expect(found).toContainEqual(expect.objectContaining({ id: ids[7], at: 7 }));
    expect(await store.length()).toBe(250);
    await store.clear();
    expect(await store.all()).toEqual([]);
    expect(idsOf(await other.all())).toEqual(["other"]);
    await other.clear();
  }, 30_000);

  test("the app's Redis user gets an error that says what is forbidden and why", async () => {
    const store = openExpressStore(topology);
    for (const call of [() => store.all(), () => store.length(), () => store.clear()])
      await expect(call()).rejects.toMatchObject({
        name: "ScanForbidden",
        message: expect.stringContaining("+scan"),
      });
    // This is not an outage, for which a retry would be worthwhile.
    await expect(store.all()).rejects.not.toHaveProperty("status");
  });
});

test("all, length and clear know the sessions of connect-redis, each once", async () => {
  const [prefix, former] = [`every-${someId()}`, `former-${someId()}:`];
  const redis = new Redis(inject("operatorUrls").standalone);
  onTestFinished(() => void redis.quit());
  const store = openAll("standalone", prefix, former);
  await redis.set(`${former}one`, JSON.stringify(plain({ from: "connect-redis" })));
  await redis.set(`${former}both`, JSON.stringify(plain({ from: "connect-redis" })));
  await store.set("both", plain({ from: "here" }));
  const found = await store.all();
  expect(idsOf(found)).toEqual(["both", "one"]);
  expect(found).toContainEqual(expect.objectContaining({ id: "both", from: "here" }));
  expect(await store.length()).toBe(2);
  await store.clear();
  expect(await store.length()).toBe(0);
  expect(await redis.keys(`${former}*`)).toEqual([]);
});

test("nothing is written outside of the prefix", async () => {
  const prefix = `every-${someId()}`;
  const redis = new Redis(inject("operatorUrls").standalone);
  onTestFinished(() => void redis.quit());
  const before = new Set(await redis.keys("*"));
  const store = openAll("standalone", prefix);
  const session = plain({ user: "Ada" });
  await store.set("an id", session);
  await store.set("an id", Object.assign(session, { more: 1 }));
  await store.destroy("an id");
  const written = (await redis.keys("*")).filter((key) => !before.has(key) && key.includes(prefix));
  expect(written.filter((key) => key.startsWith(`${prefix}:{`))).toEqual(written);
  expect(written).not.toEqual([]);
});
