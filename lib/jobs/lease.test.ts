import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { DurableRedis } from "../session/redis/durable.ts";
import { poll } from "../session/testing/poll.ts";
import { FencedStream } from "./fenced-stream.ts";
import { type Grant, Lease, type LeaseOptions } from "./lease.ts";

const every = 50;
// Long enough for a machine that others share.
const lease = 900;

describe.each(["standalone", "sentinel", "cluster"] as const)("on %s", (topology) => {
  function open(options: Partial<LeaseOptions> = {}) {
    const redis = new DurableRedis({ url: inject("redisUrls")[topology], label: "jobs" });
    onTestFinished(() => redis.close());
    const name = options.name ?? randomUUID();
    const job = new Lease({ redis, prefix: "unstuck", name, every, lease, makeUp: 1000, ...options });
    return { job, redis, name };
  }

  /** The next slot that is due. */
  async function granted(job: Lease, holder: string): Promise<Grant> {
    return poll(
      async () => {
        const answer = await job.claim(holder);
        return "wait" in answer ? false : answer;
      },
      { timeoutMs: 5000, promise: "a slot is given", everyMs: 10 },
    );
  }

  test("a new job begins with the next slot", async () => {
    const { job } = open({ every: 60_000 });
    const answer = await job.claim("a");
    expect(answer).toEqual({ wait: expect.any(Number) });
    expect("wait" in answer && answer.wait).toBeLessThanOrEqual(60_000);
  });

  test("a slot that is given to one is not given to another, until it is done", async () => {
    const { job } = open();
    const grant = await granted(job, "a");
    const refused = await job.claim("b");
    expect(refused).toEqual({ wait: expect.any(Number) });
    expect("wait" in refused && refused.wait).toBeLessThanOrEqual(lease);
    expect(await job.finish("a", grant.slot)).toBe(true);
    const next = await granted(job, "b");
    expect(next.slot).toBe(grant.slot + 1);
    expect(next.token).toBeGreaterThan(grant.token);
  });

  test("a claim, an end and its repetition give the same", async () => {
    const { job } = open();
    const grant = await granted(job, "a");
    expect(await job.claim("a")).toEqual(grant);
    expect(await job.finish("a", grant.slot)).toBe(true);
    expect(await job.finish("a", grant.slot)).toBe(true);
  });

  test("a lease that nobody prolongs ends, and its slot is given again with a greater token", async () => {
    const { job } = open();
    const first = await granted(job, "a");
    const again = await granted(job, "b");
    expect(again.slot).toBe(first.slot);
    expect(again.token).toBe(first.token + 1);
    expect(await job.extend("a")).toBe(false);
    expect(await job.finish("a", first.slot)).toBe(false);
  });

  test("a lease that is prolonged doesn't end", async () => {
    const { job } = open();
    await granted(job, "a");
    for (let nth = 0; nth < 6; nth += 1) {
      await pause(lease / 3);
      expect(await job.extend("a")).toBe(true);
      expect(await job.claim("b")).toEqual({ wait: expect.any(Number) });
    }
  });

  test("what nobody could do is made up for, and what is too old is skipped and said", async () => {
    const { job } = open({ makeUp: 2 });
    const grant = await granted(job, "a");
    await job.finish("a", grant.slot);
    await pause(every * 10);
    const late = await granted(job, "a");
    expect(late.slot).toBeGreaterThan(grant.slot + 1);
    expect(late.skipped).toBe(late.slot - grant.slot - 1);
    await job.finish("a", late.slot);
    expect((await granted(job, "a")).slot).toBe(late.slot + 1);
  });

  test("a holder that comes back after its lease changes nothing in a resource that compares tokens", async () => {
    const { job, redis, name } = open();
    const stream = new FencedStream(redis, { prefix: "unstuck", name, kept: 10 });
    const late = await granted(job, "a");
    const now = await granted(job, "b");
    expect(now.slot).toBe(late.slot);
    expect(await stream.append(now, { by: "b" })).toBe(true);
    expect(await stream.append(now, { by: "b" }), "repeated after a lost answer").toBe(true);
    expect(await stream.append(late, { by: "a" })).toBe(false);
    expect(await entries(redis, stream)).toEqual(["b"]);
  });

  test("a holder that comes back first has its effect, and the next holder's is refused", async () => {
    const { job, redis, name } = open();
    const stream = new FencedStream(redis, { prefix: "unstuck", name, kept: 10 });
    const late = await granted(job, "a");
    const now = await granted(job, "b");
    expect(await stream.append(late, { by: "a" })).toBe(true);
    expect(await stream.append(now, { by: "b" })).toBe(false);
    expect(await entries(redis, stream)).toEqual(["a"]);
  });
});

async function entries(redis: DurableRedis, stream: FencedStream): Promise<string[]> {
  const client = redis.client;
  const found = await ("onShard" in client
    ? client.onShard(stream.keys[0], (node) => node.xrange(stream.keys[0], "-", "+"))
    : client.xrange(stream.keys[0], "-", "+"));
  return (found as [string, string[]][]).map(([, fields]) => fields.at(-1) ?? "");
}

test.each([
  [{ name: "two words" }, /letters, digits/],
  [{ every: 0 }, /every of job count is a whole number of milliseconds/],
  [{ lease: 1.5 }, /lease of job count/],
  [{ makeUp: -1 }, /makeUp of job count/],
])("a job with %o is refused by name", (options, message) => {
  const redis = new DurableRedis({ url: "redis://127.0.0.1:1", label: "jobs" });
  onTestFinished(() => redis.close());
  const complete = { redis, prefix: "unstuck", name: "count", every: 1000, lease: 1000, makeUp: 1 };
  expect(() => new Lease({ ...complete, ...options })).toThrow(message);
});
