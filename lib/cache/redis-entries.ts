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

/** In one slot of a Cluster, since a read looks at an entry and its tags at once. */
const stem = `${appPrefix}:{cache}:`;
const tagStem = `${stem}tag:`;

/** Milliseconds for which Redis may be asked before the page computes what it wanted itself. */
const patience = 150;
/**
 * Milliseconds for which nobody asks a Redis again that didn't answer: a page with ten cached parts
 * waits once and not ten times.
 */
const pause = 1000;
/**
 * The most milliseconds that an entry lives, and longer for which it is remembered
 * that its tag was expired.
 */
const day = 24 * 60 * 60 * 1000;

export interface RedisEntriesOptions {
  readonly url: string;
  readonly label: string;
  /**
   * Entries of another build aren't seen: the code that reads them may have changed. Expired
   * tags count for all builds.
   */
  readonly build: string;
  /** For expiring a tag, which no failover may undo. */
  readonly durable: DurableRedis;
}

/**
 * An entry that is there and fresh, or none; `away` when Redis didn't say. Times in
 * milliseconds by Redis's clock.
 */
export type Found =
  | { status: "found"; now: number; at: number; value: Buffer }
  | { status: "none"; now: number }
  | { status: "away" };

/**
 * What the caches keep in Redis, for all nodes of a build. A Redis that is away, or slower than
 * 150 ms, keeps nothing and has nothing; only expiring a tag must reach it, since everybody would
 * go on seeing what was to go.
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

  /** 1 round trip. @param tags Beside those that the entry was kept with. */
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
   * @param begun When computing it began, in milliseconds by Redis's clock: a tag expired since
   * then expires it. 0 for now.
   * @param life Milliseconds that it is kept for, a day at most.
   */
  async keep(key: string, value: Buffer, tags: readonly string[], begun: number, life = day): Promise<void> {
    await this.#ask(setScript, this.#keyOf(key), [begun, tags.join("\n"), value, Math.min(life, day)]);
  }

  /**
   * 1 round trip and replication. @throws {RedisUnavailable} when it may not have
   * become known to all nodes.
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
