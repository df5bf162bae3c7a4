import { RedisConnection } from "./connection.ts";
import { NotDurable } from "./errors.ts";
import { GroupCommit } from "./group-commit.ts";
import type { Argument, Reply, Script } from "./script.ts";
import { SentinelWatch } from "./sentinel-watch.ts";

export interface DurableRedisOptions {
  /** `redis://`, `redis+sentinel://` or `redis+cluster://`; see ./url.ts. */
  url: string;
  /** Names the connections in `CLIENT LIST`. */
  label: string;
  /** Milliseconds after which a read, and a write, fail with RedisUnavailable. Presets 2000 and 5000. */
  deadlines?: { read: number; write: number };
}

/** A WAIT shorter than a write's deadline, so that a lagging replica leaves time for the answer. */
const waitTimeout = 1000;

/**
 * Redis for records that aren't sessions: users, their accounts, tokens that may be used once. A write is acknowledged
 * when every replica that the Sentinels hold to be up has it.
 */
export class DurableRedis {
  readonly #reads: RedisConnection;
  readonly #writes: RedisConnection;
  readonly #commit: GroupCommit;
  readonly #watch: SentinelWatch | undefined;

  constructor({ url, label, deadlines = { read: 2000, write: 5000 } }: DurableRedisOptions) {
    this.#reads = new RedisConnection(url, { label, deadline: deadlines.read });
    this.#writes = new RedisConnection(url, {
      label: `${label}-durable`,
      deadline: deadlines.write,
      socketTimeout: waitTimeout + 1500,
    });
    const { target } = this.#reads;
    if (target.kind === "sentinel") {
      this.#watch = new SentinelWatch(target, () => {
        this.#reads.move();
        this.#writes.move();
      });
    }
    this.#commit = new GroupCommit(this.#writes, {
      needed: () => Math.max(target.replicas, this.#watch?.replicasUp ?? 0),
      shortfall: (have, need) => new NotDurable(have, need),
      waitTimeout,
    });
  }

  /** Calls a script that only reads: 1 round trip. @throws {RedisUnavailable} when Redis can't say. */
  read(script: Script, keys: [string, ...string[]], args: Argument[] = []): Promise<Reply> {
    return this.#reads.run((client) => script.call(client, keys, args));
  }

  /**
   * Calls a script that writes: 1 round trip, durable.
   * @returns Its replies, one a time that it was sent: usually one, more after a lost connection, so it must be safe to repeat.
   * @throws {NotDurable} when too few replicas have it; {@link RedisUnavailable}, after which it may or may not be there.
   */
  write(script: Script, keys: [string, ...string[]], args: Argument[] = []): Promise<Reply[]> {
    return this.#commit.write(script, keys, args);
  }

  /** Ends the connections. */
  async close(): Promise<void> {
    this.#watch?.close();
    await Promise.all([this.#reads.close(), this.#writes.close()]);
  }
}
