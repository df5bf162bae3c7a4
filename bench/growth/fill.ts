import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import { poll } from "../../lib/session/testing/poll.ts";

const batch = 1000;

/**
 * Makes other people's sessions inside Redis, because a million logins take minutes. They are
 * copies of a real record, each with its entry in an index that ends as a login's does. Their own
 * keys are as long as a login's. No trial reads them.
 * @param redis The operator's connection. One session must exist, to be copied.
 * @param count A multiple of a thousand.
 * @param ends When they end, in milliseconds since 1970.
 * @param replicas How many replicas must have each thousand before the next is made, so that none
 * falls behind and is disconnected.
 */
export async function fill(redis: Redis, count: number, ends: number, replicas = 0): Promise<void> {
  const record = await aRecord(redis);
  const run = randomBytes(6).toString("base64url");
  for (let done = 0; done < count; done += batch) {
    // A repetition makes the same sessions. A primary whose replicas are a second behind refuses
    // the script, even in the middle.
    await poll(async () => (await redis.eval(copies, 0, record, batch, run, done, ends)) === null, {
      timeoutMs: 30_000,
      promise: "the primary takes a thousand more sessions",
    });
    if (replicas > 0) await redis.wait(replicas, 10_000);
  }
}

/** A session's record in the form that Redis stores. */
export async function aRecord(redis: Redis): Promise<Buffer> {
  const keys = redis.scanStream({ match: "unstuck:*:s:*", count: 1000 });
  for await (const [key] of keys) {
    const record = key && (await redis.getBuffer(key));
    if (record) return record;
  }
  throw new Error("There is no session to copy.");
}

const copies = `
for i = ARGV[4] + 1, ARGV[4] + ARGV[2] do
  local tag = ARGV[3] .. string.format('%08d', i)
  local id = string.format('%022d', i)
  redis.call('SET', 'unstuck:{' .. tag .. '}:s:' .. id, ARGV[1], 'PXAT', ARGV[5])
  redis.call('ZADD', 'unstuck:{' .. tag .. '}:u', ARGV[5], id)
  redis.call('PEXPIREAT', 'unstuck:{' .. tag .. '}:u', ARGV[5])
end`;
