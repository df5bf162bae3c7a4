import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { appPrefix } from "../prefix.ts";
import { RedisConnection } from "../session/redis/connection.ts";
import type { DurableRedis } from "../session/redis/durable.ts";
import { isUnavailable } from "../session/redis/errors.ts";
import { type Argument, type Reply, Script } from "../session/redis/script.ts";

// A path, not `new URL(…, import.meta.url)`: Turbopack turns that into a browser's address in
// pages. next.config.ts ships the files.
const folder = join(dirname(fileURLToPath(import.meta.url)), "scripts");
const getScript = new Script(join(folder, "get.lua"));
const setScript = new Script(join(folder, "set.lua"));
const expireScript = new Script(join(folder, "expire.lua"));

/** All keys are in one slot of a Cluster, because a read looks at an entry and its tags at once. */
const stem = `${appPrefix}:{cache}:`;
const tagStem = `${stem}tag:`;

/** Milliseconds that a page waits for Redis before it computes the value itself. */
const patience = 150;
/**
 * Milliseconds for which this node doesn't ask Redis again after Redis didn't answer: a page with
 * ten cached parts waits once and not ten times.
 */
const pause = 1000;
/**
 * The maximum life of an entry in milliseconds. Redis remembers a tag's expiry for longer than
 * that.
 */
const day = 24 * 60 * 60 * 1000;

export interface RedisEntriesOptions {
  readonly url: string;
  readonly label: string;
  /**
   * A build doesn't see another build's entries, because the code that reads them may have changed.
   * Expired tags count for all builds.
   */
  readonly build: string;
  /** For the expiry of a tag, which no failover may undo. */
  readonly durable: DurableRedis;
}

/**
 * An entry that exists and is fresh, or none; `away` if Redis didn't answer. Times are in
 * milliseconds by Redis's clock.
 */
export type Found =
  | { status: "found"; now: number; at: number; value: Buffer }
  | { status: "none"; now: number }
  | { status: "away" };

/**
 * The caches' entries in Redis, for all nodes of a build. If Redis is away or slower than 150 ms,
 * the cache keeps nothing and finds nothing. Only the expiry of a tag must reach Redis: otherwise
 * every visitor would go on seeing the old entry.
 */
export class RedisEntries {
  readonly #redis: RedisConnection;
  readonly #build: string;
  readonly #durable: DurableRedis;
  #askAgainAt = 0;

  constructor({ url, label, build, durable }: RedisEntriesOptions) {
    this.#redis = new RedisConnection(url, { label, deadline: patience });
    this.#build = build;
    this.#durable = durable;
  }

  /**
   * 1 round trip.
   * @param tags Tags to look at beside the entry's own.
   */
  async find(key: string, tags: readonly string[]): Promise<Found> {
    const reply = await this.#ask(getScript, this.#keyOf(key), [tagStem, ...tags]);
    if (!Array.isArray(reply)) return { status: "away" };
    const [now, at, value] = reply;
    return value instanceof Buffer
      ? { status: "found", now: Number(now), at: Number(at), value }
      : { status: "none", now: Number(now) };
  }

  /**
   * 1 round trip.
   * @param begun When its computation began, in milliseconds by Redis's clock; 0 for now. A tag
   * that expired since then expires the entry.
   * @param life Milliseconds for which Redis keeps it, a day at most.
   */
  async keep(key: string, value: Buffer, tags: readonly string[], begun: number, life = day): Promise<void> {
    await this.#ask(setScript, this.#keyOf(key), [begun, tags.join("\n"), value, Math.min(life, day)]);
  }

  /**
   * 1 round trip per tag, and replication.
   * @throws {RedisUnavailable} when some node may not know of the expiry.
   */
  async expire(tags: readonly string[]): Promise<void> {
    for (const tag of tags) await this.#durable.write(expireScript, [tagStem + tag], [2 * day]);
  }

  close(): Promise<void> {
    return this.#redis.close();
  }

  async #ask(script: Script, key: string, args: Argument[]): Promise<Reply | undefined> {
    if (performance.now() < this.#askAgainAt) return undefined;
    try {
      return await this.#redis.run((client) => script.call(client, [key], args));
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      this.#askAgainAt = performance.now() + pause;
      return undefined;
    }
  }

  #keyOf(key: string): string {
    return `${stem}${this.#build}:${createHash("sha256").update(key).digest("base64url")}`;
  }
}
