import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { DurableRedis } from "../session/redis/durable.ts";
import type { Message } from "./message.ts";
import { RedisOutbox } from "./redis-outbox.ts";

const [key, newKey] = ["k".repeat(44), "n".repeat(44)];
const message = (n = 0): Message => ({
  kind: "reset",
  to: `${n}@example.com`,
  subject: "Reset",
  text: `https://unstuck.example/reset-password/new#id.code-${n}`,
});

describe.each(Object.entries(inject("redisUrls")))("on %s Redis", (_, url) => {
  let redis: DurableRedis;
  let other: DurableRedis;
  beforeAll(() => {
    redis = new DurableRedis({ url, label: "outbox-a" });
    other = new DurableRedis({ url, label: "outbox-b" });
  });
  beforeEach(async () => {
    await redis.client.del("unstuck:outbox");
  });
  afterAll(() => Promise.all([redis.close(), other.close()]));

  it("a message that one node wrote is shown by another, newest first", async () => {
    const a = new RedisOutbox(redis, [key]);
    await a.put(message(1));
    await a.put(message(2));
    const shown = await new RedisOutbox(other, [newKey, key]).list();
    expect(shown).toMatchObject([message(2), message(1)]);
    expect(Date.now() - (shown[0]?.at.getTime() ?? 0)).toBeLessThan(60_000);
  });

  it("a dump of Redis holds no link of it, and no address", async () => {
    await new RedisOutbox(redis, [key]).put(message());
    const dump = (await redis.client.zrange("unstuck:outbox", "0", "-1")).join();
    expect(dump).toMatch(/^Fe26/);
    expect(dump).not.toMatch(/code|example/);
    expect(await new RedisOutbox(redis, [newKey]).list(), "nor can another key open it").toEqual([]);
  });

  it("the newest 50 are kept, for an hour", async () => {
    const box = new RedisOutbox(redis, [key]);
    for (let n = 0; n < 60; n += 1) await box.put(message(n));
    const shown = await box.list();
    expect(shown).toHaveLength(50);
    expect(shown[0]).toMatchObject(message(59));
    expect(await redis.client.pttl("unstuck:outbox")).toBeLessThanOrEqual(3_600_000);
    expect(await redis.client.pttl("unstuck:outbox")).toBeGreaterThan(3_500_000);
    // Add a message from before that hour.
    const [sealed = ""] = await redis.client.zrange("unstuck:outbox", "-1", "-1");
    await redis.client.zadd("unstuck:outbox", Date.now() - 3_601_000, sealed);
    expect((await box.list())[0]).toMatchObject(message(58));
  });
});
