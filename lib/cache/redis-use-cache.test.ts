import type { CacheEntry } from "next/dist/server/lib/cache-handlers/types.js";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { DurableRedis } from "../session/redis/durable.ts";
import { RedisEntries } from "./redis-entries.ts";
import { RedisUseCache } from "./redis-use-cache.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const clock = () => performance.timeOrigin + performance.now();

// Each test has its own, because other tests expire tags as well.
let key: string;
let tag: string;
let pageTag: string;
beforeEach(() => {
  key = crypto.randomUUID();
  tag = `prices-${key}`;
  pageTag = `_N_T_/shop-${key}`;
});

/** An entry as Next.js passes it: the time is the beginning of the computation. */
function entry(body: string | ReadableStream<Uint8Array>, begun = clock()): CacheEntry {
  const value = typeof body === "string" ? (new Response(body).body as CacheEntry["value"]) : body;
  return { value, tags: [tag], stale: 300, timestamp: begun, expire: 7200, revalidate: 3600 };
}

const keep = (cache: RedisUseCache, key: string, body: string, begun?: number) =>
  cache.set(key, Promise.resolve(entry(body, begun)));

async function bodyOf(cache: RedisUseCache, key: string): Promise<string | undefined> {
  const found = await cache.get(key, [pageTag]);
  return found && new Response(found.value).text();
}

function open(url: string, build = "one") {
  const durable = new DurableRedis({ url, label: "cache-test", deadlines: { read: 500, write: 5000 } });
  const entries = new RedisEntries({ url, label: "cache-test", build, durable });
  closing.push(
    () => entries.close(),
    () => durable.close(),
  );
  return new RedisUseCache(entries);
}

/** A connected node: until the cache is connected, every read is a miss. */
async function node(url: string, build?: string): Promise<RedisUseCache> {
  const cache = open(url, build);
  const asking = async () => {
    await cache.get("warm", []);
    await keep(cache, "warm", "up");
    return bodyOf(cache, "warm");
  };
  await expect.poll(asking, { timeout: 8000, message: "the cache reaches Redis" }).toBe("up");
  return cache;
}

describe.each(["standalone", "sentinel", "cluster"] as const)("what `use cache` keeps on %s", (kind) => {
  const url = inject("redisUrls")[kind];
  it("is had by every node with all that Next.js said of it, until a tag of its own or of the page is expired", async () => {
    const [a, b] = [await node(url), await node(url)];
    await keep(a, key, "first");
    expect(await bodyOf(b, key)).toBe("first");
    expect(await b.get(key, [])).toMatchObject({
      tags: [tag],
      stale: 300,
      expire: 7200,
      revalidate: 3600,
    });
    await b.updateTags([tag]);
    expect(await bodyOf(a, key)).toBeUndefined();
    // An entry that is kept within the millisecond in which its tag expired counts as expired, too.
    const again = async () => {
      await keep(b, key, "second");
      return bodyOf(a, key);
    };
    await expect.poll(again, { message: "what is kept after the expiry is there" }).toBe("second");
    await a.updateTags([pageTag]);
    expect(await bodyOf(b, key)).toBeUndefined();
  });

  it("isn't served if it was begun before its tag was expired, by whichever node, although it's kept after that", async () => {
    const [slow, other] = [await node(url), await node(url)];
    // Next.js serves the entry once more while it computes the entry again in the background. So no
    // miss says when that began.
    await keep(slow, key, "old prices");
    expect(await bodyOf(slow, key)).toBe("old prices");
    const begun = clock();
    await other.updateTags([tag]);
    await keep(slow, key, "computed from old prices", begun);
    expect(await bodyOf(other, key)).toBeUndefined();
  });

  it("is as old as it is by Redis's clock, told by the reader's", async () => {
    const [a, b] = [await node(url), await node(url)];
    await keep(a, key, "ten minutes old", clock() - 600_000);
    const found = await b.get(key, []);
    expect((clock() - (found?.timestamp ?? 0)) / 1000).toBeCloseTo(600, 0);
  });

  it("isn't seen by another build, whose expired tags count all the same", async () => {
    const [one, two] = [await node(url, "one"), await node(url, "two")];
    await keep(one, key, "of build one");
    expect(await bodyOf(two, key)).toBeUndefined();
    await two.updateTags([tag]);
    expect(await bodyOf(one, key)).toBeUndefined();
  });

  it("is waited for by who asks while it's being made", async () => {
    const cache = await node(url);
    let made: (entry: CacheEntry) => void = () => {};
    const keeping = cache.set(key, new Promise((resolve) => (made = resolve)));
    const asked = bodyOf(cache, key);
    made(entry("made once"));
    expect(await asked).toBe("made once");
    await keeping;
  });

  it("isn't kept if computing it failed, before or midway", async () => {
    const cache = await node(url);
    await cache.set(key, Promise.reject(new Error("no prices")));
    expect(await bodyOf(cache, key)).toBeUndefined();
    const broken = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from("half a p")),
      pull: (controller) => controller.error(new Error("the rest is lost")),
    });
    await cache.set(key, Promise.resolve(entry(broken)));
    expect(await bodyOf(cache, key)).toBeUndefined();
  });
});

it("a Redis that is away is a miss and keeps nothing, and only the first question waits for it", async () => {
  const cache = open("redis://127.0.0.1:1");
  const asking = async () => {
    const began = performance.now();
    expect(await cache.get("key", [])).toBeUndefined();
    await keep(cache, "key", "kept nowhere");
    return performance.now() - began;
  };
  const [first, second] = [await asking(), await asking()];
  expect(second, "ten cached parts of a page wait once").toBeLessThan(first / 3);
  await expect(cache.updateTags([tag])).rejects.toThrow("did not answer");
});
