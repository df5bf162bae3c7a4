import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { DurableRedis } from "../session/redis/durable.ts";
import type { Cache, GetContext } from "./cache.ts";
import { RedisCache } from "./redis-cache.ts";
import { RedisEntries } from "./redis-entries.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const asked = { kind: "FETCH", tags: ["prices"], softTags: ["_N_T_/shop"] } as GetContext;

async function keep(cache: Cache, key: string, body: string): Promise<void> {
  const data = { headers: {}, body, url: "" };
  await cache.set(
    key,
    { kind: "FETCH" as never, data, revalidate: 60 },
    { fetchCache: true, tags: ["prices"] },
  );
}

async function bodyOf(cache: Cache, key: string): Promise<string | undefined> {
  const value = (await cache.get(key, asked))?.value;
  return value?.kind === "FETCH" ? value.data.body : undefined;
}

describe.each(["standalone", "sentinel", "cluster"] as const)("the cache on %s", (kind) => {
  const url = inject("redisUrls")[kind];
  const node = async (build = "one") => {
    const durable = new DurableRedis({ url, label: "cache-test" });
    const entries = new RedisEntries({ url, label: "cache-test", build, durable });
    const cache = new RedisCache(entries);
    closing.push(
      () => entries.close(),
      () => durable.close(),
    );
    // Until the cache is connected, every read is a miss.
    await expect
      .poll(
        async () => {
          await keep(cache, "warm", "up");
          return bodyOf(cache, "warm");
        },
        { timeout: 8000, message: "the cache reaches Redis" },
      )
      .toBe("up");
    return cache;
  };
  let key: string;
  beforeEach(() => {
    key = crypto.randomUUID();
  });

  it("what one node keeps, another has, until a tag is expired by either", async () => {
    const [a, b] = [await node(), await node()];
    await keep(a, key, "first");
    expect(await bodyOf(b, key)).toBe("first");
    await b.revalidateTag("prices");
    expect(await bodyOf(a, key)).toBeUndefined();
    // An entry that is kept within the millisecond in which its tag expired counts as expired, too.
    await expect
      .poll(
        async () => {
          await keep(b, key, "second");
          return bodyOf(a, key);
        },
        { message: "what is kept after the expiry is there" },
      )
      .toBe("second");
    await a.revalidateTag(["_N_T_/shop"]);
    expect(await bodyOf(b, key)).toBeUndefined();
  });

  it("what was begun before its tag was expired isn't served, although it's kept after that", async () => {
    const [slow, other] = [await node(), await node()];
    expect(await bodyOf(slow, key)).toBeUndefined();
    await other.revalidateTag("prices");
    await keep(slow, key, "computed from old prices");
    expect(await bodyOf(other, key)).toBeUndefined();
  });

  it("nor is it if somebody else asked this node in between", async () => {
    const [slow, other] = [await node(), await node()];
    expect(await bodyOf(slow, key)).toBeUndefined();
    await other.revalidateTag("prices");
    expect(await bodyOf(slow, key)).toBeUndefined();
    await keep(slow, key, "computed from old prices");
    expect(await bodyOf(other, key)).toBeUndefined();
  });

  it("one build doesn't see what another kept, and expires its tags all the same", async () => {
    const [one, two] = [await node("one"), await node("two")];
    await keep(one, key, "of build one");
    expect(await bodyOf(two, key)).toBeUndefined();
    await two.revalidateTag("prices");
    expect(await bodyOf(one, key)).toBeUndefined();
  });
});

it("a Redis that is away is a miss, and only the first question waits for it", async () => {
  const url = "redis://127.0.0.1:1";
  const durable = new DurableRedis({ url, label: "cache-test", deadlines: { read: 100, write: 200 } });
  const entries = new RedisEntries({ url, label: "cache-test", build: "one", durable });
  const cache = new RedisCache(entries);
  closing.push(
    () => entries.close(),
    () => durable.close(),
  );
  const asking = async () => {
    const began = performance.now();
    expect(await cache.get("key", asked)).toBeNull();
    return performance.now() - began;
  };
  const [first, second] = [await asking(), await asking()];
  expect(second, "ten cached parts of a page wait once").toBeLessThan(first / 3);
  await expect(cache.revalidateTag("prices")).rejects.toThrow("did not answer");
});
