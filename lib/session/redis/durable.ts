import { checkedPrefix, defaultPrefix } from "../keys.ts";
import { Absence } from "./absence.ts";
import { durabilityBy, everyReplicaInStep, waitTimeout } from "./acknowledgement.ts";
import type { RedisClient } from "./client.ts";
import { RedisConnection } from "./connection.ts";
import { type DurableRedisOptions, defaultDeadlines } from "./durable-options.ts";
import type { FallbackReader } from "./fallback-reader.ts";
import { GroupCommit } from "./group-commit.ts";
import { leftOf } from "./one-deadline.ts";
import type { Call } from "./pending-write.ts";
import { targetOf } from "./reach.ts";
import type { Argument, Callee, Reply, Script } from "./script.ts";
import { SentinelLink } from "./sentinel-link.ts";
import type { SentinelView } from "./sentinel-watch.ts";
import type { RedisTarget } from "./target.ts";

/** A question to one node. */
type Question = (client: RedisClient) => Promise<Reply>;

/**
 * Milliseconds that a connected primary may take before replicas are asked too. This is above any
 * healthy answer and below what a person notices.
 */
const fallbackAfter = 100;

/**
 * A Redis deployment as the store and the user directory use it: one connection for reads, one for
 * durable writes, and the Sentinels' view if the deployment has Sentinels.
 */
export class DurableRedis {
  readonly #reads: RedisConnection;
  readonly #writes: RedisConnection;
  readonly #commit: GroupCommit;
  readonly #sentinels: SentinelLink | undefined;
  readonly #absence: Absence | undefined;

  /** @throws {BadRedisUrl}; {@link BadRedisOption}. */
  constructor(options: DurableRedisOptions) {
    const { label, deadlines = defaultDeadlines, acknowledgement = everyReplicaInStep } = options;
    const target = options.target ?? targetOf(options);
    this.#reads = new RedisConnection(target, { label, deadline: deadlines.read });
    this.#writes = new RedisConnection(target, {
      label: `${label}-durable`,
      deadline: deadlines.write,
      // This is above the longest WAIT, by as much as a read may take.
      socketTimeout: waitTimeout + 1000,
      // GroupCommit builds a batch again for the next primary. When ioredis sent it unchanged, the
      // new primary first had to wait for as many replicas as the old one had. One of them had been
      // promoted, so that cost 0.2 s more after each election, for nothing.
      resends: false,
    });
    const connections = [this.#reads, this.#writes];
    if (target.kind === "sentinel")
      this.#sentinels = new SentinelLink(target, connections, label, options.polling);
    const watch = this.#sentinels?.watch;
    this.#commit = new GroupCommit(
      this.#writes,
      durabilityBy(acknowledgement, target, watch?.consensus),
      checkedPrefix(options.prefix ?? defaultPrefix),
    );
    // Until a Sentinel has answered, the number of replicas that a write must reach is unknown.
    if (watch) this.#writes.beforeUse(() => watch.informed);
    if (options.onPrimary) this.#absence = new Absence(this.#writes, options.onPrimary);
  }

  /**
   * Has `prepare` run on every new connection before anything else uses it. On a Cluster it runs
   * for each node, and for each slot that comes to a node: `slots` then limits it to those slots'
   * keys.
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

  /** The Sentinels' view, if the deployment has Sentinels; refreshed each second. No round trip. */
  get sentinelView(): SentinelView | undefined {
    return this.#sentinels?.watch.view;
  }

  /** Whether keys live on several primaries. Then all keys of a call must have one tag. */
  get isSharded(): boolean {
    return this.target.kind === "cluster";
  }

  /**
   * Milliseconds since a connection for reads was last made, to any node; negative
   * infinity before the first.
   */
  get connectedFor(): number {
    return performance.now() - this.#reads.connectedAt;
  }

  /**
   * For a library that wants a client of its own. Its calls must go through {@link run}, which
   * gives them a deadline.
   */
  get client(): RedisClient {
    return this.#reads.client;
  }

  /**
   * Runs `work` on {@link client} within `deadline` milliseconds, and again after a passing fault,
   * so it must be safe to repeat.
   * @throws {RedisUnavailable} if Redis can't answer. An error of `work` that isn't about Redis
   * passes unchanged.
   */
  run<T>(work: () => Promise<T>, deadline: number): Promise<T> {
    return this.#reads.run(work, leftOf(deadline));
  }

  /**
   * Calls a script that only reads, or writes so little that it need not be durable: 1 round trip.
   * @throws {RedisUnavailable} if Redis can't answer.
   */
  read(script: Script, keys: [string, ...string[]], args: Argument[] = []): Promise<Reply> {
    return this.#reads.run((client) => script.call(client, keys, args));
  }

  /**
   * The same for a read that a write begins with, within a write's deadline. So a login that first
   * looks up the user survives an election too.
   */
  readForWrite(script: Script, keys: [string, ...string[]], args: Argument[] = []): Promise<Reply> {
    const deadline = leftOf(this.#writes.deadline);
    return this.#reads.run((client) => script.call(client, keys, args), deadline);
  }

  /**
   * Asks as {@link read} does. If the primary does not answer for a moment, and some nodes may be
   * trusted without it, `onSilence` gets them to ask. It is called once. Whatever those nodes
   * answer, the read still waits for the primary's answer.
   */
  async readWatched(question: Question, onSilence: (others: FallbackReader) => void): Promise<Reply> {
    const answer = this.#reads.run(question);
    const others = this.#sentinels?.fallback;
    if (!others) return answer;
    const timer = setTimeout(() => onSilence(others), this.#reads.connected ? fallbackAfter : 0);
    return answer.finally(() => clearTimeout(timer));
  }

  /**
   * The same, and asks the other nodes as well.
   * @param peek The question to them; it must only read.
   * @param isYes Whether their reply is a yes. If two replicas in step or more all answer no, the
   * reply is null.
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
   * Calls a script that writes: 1 round trip, durable, so every replica that the Sentinels consider
   * in step has the write.
   * @param renew Gives other arguments for sending the call again after a lost connection, for a
   * write that isn't safe to repeat.
   * @returns One reply for each time that it was sent: usually one, more after a lost connection,
   * so it must be safe to repeat.
   * @throws {NotDurable} when too few replicas have it; {@link RedisUnavailable}, after which the
   * write may or may not have happened.
   */
  write(
    script: Script,
    keys: [string, ...string[]],
    args: Argument[] = [],
    renew?: () => Omit<Call, "script">,
  ): Promise<Reply[]> {
    const write = this.#commit.write({ script, keys, args }, renew && (() => ({ script, ...renew() })));
    this.#absence?.follow(write);
    return write;
  }

  /**
   * Asks whether Redis answers: 1 round trip.
   * @throws {RedisUnavailable} within `deadline` milliseconds if not.
   */
  async ping(deadline = 1000): Promise<void> {
    await this.#reads.run((client) => client.ping(), deadline);
  }

  /** Ends the connections. */
  async close(): Promise<void> {
    this.#absence?.close();
    this.#sentinels?.close();
    await Promise.all([this.#reads.close(), this.#writes.close()]);
  }
}
