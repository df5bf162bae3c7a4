import { Redis } from "ioredis";
import type { DurableRedis } from "../redis/durable.ts";

/** This Redis user may not look through all keys. */
export class ScanForbidden extends Error {
  constructor(cause: unknown) {
    super(
      "`all`, `length` and `clear` look through every key of Redis with SCAN, which this Redis user may not run: a person who steals " +
        "its password could list all sessions. Call them in a program of its own, with a Redis user that has `+scan`.",
      { cause },
    );
    this.name = "ScanForbidden";
  }
}

const atOnce = 100;
/** Milliseconds that one step may take. */
const deadline = 2000;

/**
 * Every key that matches, in lots of about 100, on every primary: 1 round trip per lot. A key may
 * come twice. A key that exists all the time comes at least once; on Cluster, only if no slot moves
 * meanwhile.
 * @throws {ScanForbidden}; {@link RedisUnavailable}.
 */
export async function* scan(redis: DurableRedis, pattern: string): AsyncGenerator<string[]> {
  await redis.ping(deadline);
  const { client } = redis;
  for (const node of client instanceof Redis ? [client] : client.nodes("master")) {
    let cursor = "0";
    do {
      const [next, keys] = await allowed(
        redis.run(() => node.scan(cursor, "MATCH", pattern, "COUNT", atOnce), deadline),
      );
      cursor = next;
      if (keys.length > 0) yield keys;
    } while (cursor !== "0");
  }
}

async function allowed<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    if (cause instanceof Error && cause.message.startsWith("NOPERM")) throw new ScanForbidden(error);
    throw error;
  }
}

/** Escapes text so that it stands for itself in SCAN's pattern. */
export const literal = (text: string): string => text.replace(/[*?[\]\\]/g, "\\$&");
