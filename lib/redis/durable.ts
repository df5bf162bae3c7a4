import type { RedisClient } from "./client.ts";
import { RedisConnection } from "./connection.ts";
import { NotDurable } from "./errors.ts";
import { FallbackReader } from "./fallback-reader.ts";
import { GroupCommit } from "./group-commit.ts";
import type { Mechanism } from "./mechanism.ts";
import type { Call } from "./pending-write.ts";
import type { Argument, Callee, Reply, Script } from "./script.ts";
import { type SentinelView, SentinelWatch } from "./sentinel-watch.ts";
import type { RedisTarget } from "./url.ts";

export interface DurableRedisOptions {
  /** `redis://`, `redis+sentinel://` or `redis+cluster://`; see ./url.ts. */
  url: string;
  /** Names the connections in `CLIENT LIST`. */
  label: string;
  /** Milliseconds after which a read, and a write, fail with RedisUnavailable. Defaults: {@link defaultDeadlines}. */
  deadlines?: { read: number; write: number };
  /** For the negative controls of the fault campaign only. */
  without?: readonly Mechanism[] | undefined;
}

/** Milliseconds. An election takes 4 to 6 s, which a write waits out and a read doesn't. */
export const defaultDeadlines = { read: 2000, write: 8000 };

/** What one node is asked. */
type Question = (client: RedisClient) => Promise<Reply>;

/** Milliseconds of one WAIT; shorter than a write's deadline, so that a lagging replica leaves time for the answer. */
const waitTimeout = 1000;
/**
 * Where Sentinels say which replicas are needed, that may change meanwhile: right after an election two are still asked for and
 * only one is left, which held up writes for a whole WAIT.
 */
const waitSlice = 200;
/** Milliseconds that a connected primary may take before replicas are asked too: above any healthy answer, below what a person notices. */
const fallbackAfter = 100;

/**
 * A Redis deployment as the store and the user directory use it: one connection for what is asked, one for what must be
 * durable, and the Sentinels' view beside them where there are any.
 */
export class DurableRedis {
  readonly #reads: RedisConnection;
  readonly #writes: RedisConnection;
  readonly #commit: GroupCommit;
  readonly #watch: SentinelWatch | undefined;
  readonly #fallback: FallbackReader | undefined;

  constructor({ url, label, deadlines = defaultDeadlines, without = [] }: DurableRedisOptions) {
    this.#reads = new RedisConnection(url, { label, deadline: deadlines.read });
    this.#writes = new RedisConnection(url, {
      label: `${label}-durable`,
      deadline: deadlines.write,
      // Above the longest WAIT, by as much as a read may take.
      socketTimeout: waitTimeout + 1000,
      // A batch is made anew for the next primary. Sent again as it was, it first had that one wait for as many replicas as the last
      // one had: with one of them promoted, 0.2 s more after each election, for nothing.
      resends: false,
    });
    const { target } = this.#reads;
    if (target.kind === "sentinel") {
      const connections = [this.#reads, this.#writes];
      const onAnswers = (all: boolean) => {
        for (const { server, move, hurry } of connections) {
          if (server === undefined) continue;
          // Only once all have been heard: the one that isn't yet may be the one that sent the connection there.
          if (all && !watch.consensus.names(server)) move();
          else if (watch.consensus.replaced(server)) hurry();
        }
        if (all) fallback.forgetUnlisted();
      };
      const watch = new SentinelWatch(target, onAnswers, without);
      const fallback = new FallbackReader(target, watch, label);
      this.#watch = watch;
      // The Sentinel that named it may have been asked just before an election was over. A primary that is cut off says nothing, so
      // the next of the regular questions, up to a second later, would be the first to notice.
      for (const connection of connections) {
        connection.client.on("connect", () => {
          if (connection.server !== undefined && !watch.consensus.names(connection.server)) void watch.ask();
        });
      }
      this.#fallback = fallback;
    }
    const watch = this.#watch;
    this.#commit = new GroupCommit(this.#writes, {
      needed: () => {
        if (without.includes("wait")) return 0;
        if (without.includes("wait-all")) return target.replicas;
        return Math.max(target.replicas, this.#watch?.consensus.replicasInStep ?? 0);
      },
      named:
        watch && !without.includes("wait") && !without.includes("wait-all")
          ? () => watch.consensus.named
          : undefined,
      shortfall: (have, need) => new NotDurable(have, need),
      waitTimeout: watch ? waitSlice : waitTimeout,
    });
    // Until a Sentinel has answered nobody knows how many replicas a write must reach.
    if (watch) this.#writes.beforeUse(() => watch.informed);
  }

  /**
   * Has `prepare` run on every new connection before anything else uses it. On a Cluster that is for each node, and for each slot that
   * comes to a node: the slots say for which keys.
   */
  beforeUse(prepare: (client: Callee, slots?: ReadonlySet<number>) => Promise<void>): void {
    for (const connection of [this.#reads, this.#writes]) {
      if (this.isSharded) connection.beforeSlots(prepare);
      else connection.beforeUse((client) => prepare(client));
    }
  }

  get target(): RedisTarget {
    return this.#reads.target;
  }

  /** What the Sentinels say, where there are any; refreshed each second. No round trip. */
  get sentinelView(): SentinelView | undefined {
    return this.#watch?.view;
  }

  /** Whether keys live on several primaries, so that one call may only have keys of one tag. */
  get isSharded(): boolean {
    return this.target.kind === "cluster";
  }

  /** Milliseconds since a connection for reads was last made, to any node; negative infinity before the first. */
  get connectedFor(): number {
    return performance.now() - this.#reads.connectedAt;
  }

  /** For a library that wants a client of its own. Its calls go through {@link run}, so that they have a deadline. */
  get client(): RedisClient {
    return this.#reads.client;
  }

  /**
   * Runs `work` on {@link client} within `deadline` milliseconds, again after a passing fault, so it must be safe to repeat.
   * @throws {RedisUnavailable} when Redis can't say; what `work` throws, if that isn't about Redis.
   */
  run<T>(work: () => Promise<T>, deadline: number): Promise<T> {
    return this.#reads.run(work, deadline);
  }

  /** Calls a script that only reads, or writes so little that it need not be durable: 1 round trip. @throws {RedisUnavailable} when Redis can't say. */
  read(script: Script, keys: [string, ...string[]], args: Argument[] = []): Promise<Reply> {
    return this.#reads.run((client) => script.call(client, keys, args));
  }

  /** The same for what a write begins with, within a write's deadline: a login that asks who somebody is outlives an election too. */
  readForWrite(script: Script, keys: [string, ...string[]], args: Argument[] = []): Promise<Reply> {
    return this.#reads.run((client) => script.call(client, keys, args), this.#writes.deadline);
  }

  /**
   * Asks as {@link read} does. If the primary says nothing for a moment, and there are nodes that may be trusted without it,
   * `onSilence` gets them to ask. It is called once, and whatever they say, the primary's answer is still waited for.
   */
  async readWatched(question: Question, onSilence: (others: FallbackReader) => void): Promise<Reply> {
    const answer = this.#reads.run(question);
    const others = this.#fallback;
    if (!others) return answer;
    const timer = setTimeout(() => onSilence(others), this.#reads.connected ? fallbackAfter : 0);
    return answer.finally(() => clearTimeout(timer));
  }

  /**
   * The same, and asks the others as well.
   * @param peek What they are asked; it must only read.
   * @param isYes Whether their reply is a yes. Two replicas in step that agree may also say no: the reply is null then.
   */
  readOutlivingPrimary(question: Question, peek: Question, isYes: (reply: Reply) => boolean): Promise<Reply> {
    const begun = performance.now();
    return new Promise((resolve, reject) => {
      let waiting = true;
      const onSilence = (others: FallbackReader) =>
        void others.ask(peek, isYes, begun, () => waiting).then(resolve);
      this.readWatched(question, onSilence)
        .then(resolve, reject)
        .finally(() => {
          waiting = false;
        });
    });
  }

  /**
   * Calls a script that writes: 1 round trip, durable: every replica that the Sentinels hold to be in step has it.
   * @param renew Other arguments for when it is sent again after a lost connection, for a write that isn't safe to repeat.
   * @returns Its replies, one a time that it was sent: usually one, more after a lost connection, so it must be safe to repeat.
   * @throws {NotDurable} when too few replicas have it; {@link RedisUnavailable}, after which it may or may not be there.
   */
  write(
    script: Script,
    keys: [string, ...string[]],
    args: Argument[] = [],
    renew?: () => Omit<Call, "script">,
  ): Promise<Reply[]> {
    return this.#commit.write({ script, keys, args }, renew && (() => ({ script, ...renew() })));
  }

  /** Whether Redis answers: 1 round trip. @throws {RedisUnavailable} within `deadline` milliseconds if not. */
  async ping(deadline = 1000): Promise<void> {
    await this.#reads.run((client) => client.ping(), deadline);
  }

  /** Ends the connections. */
  async close(): Promise<void> {
    this.#watch?.close();
    this.#fallback?.close();
    await Promise.all([this.#reads.close(), this.#writes.close()]);
  }
}
