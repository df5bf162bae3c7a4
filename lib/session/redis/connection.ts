import { Redis } from "ioredis";
import { writeTogether } from "../fast/write-together.ts";
import { createClient, type RedisClient } from "./client.ts";
import type { ConnectionOptions } from "./connection-options.ts";
import { isPassing, isTelling, RedisUnavailable, translate } from "./errors.ts";
import { Readiness } from "./readiness.ts";
import { Relocation } from "./relocation.ts";
import { ShardedClient } from "./sharded-client.ts";
import type { Prepare } from "./slot-preparation.ts";
import type { RedisTarget } from "./target.ts";
import { parseRedisUrl } from "./url.ts";
import { within } from "./within.ts";

/**
 * One persistent, pipelined connection (to each node, on Cluster) that outlives its server. Every
 * call has a deadline. An answer that crossed a reconnection is discarded and the call is made
 * again, since another server may have given the answer.
 */
export class RedisConnection {
  readonly target: RedisTarget;
  readonly client: RedisClient;
  readonly deadline: number;
  /**
   * The server that the Sentinels named for the current connection, or for the one that is being
   * made (`host port`).
   */
  server: string | undefined;
  /**
   * Counts the connections lost so far. An answer is trusted only if the count is the same before
   * and after.
   */
  epoch = 0;
  /** When a connection was last made, by `performance.now()`. */
  connectedAt = Number.POSITIVE_INFINITY;
  #lastError: Error | undefined;
  readonly #readiness: Readiness;
  readonly #relocation = new Relocation();
  /** Each of these functions fails one promise that waits for this connection. */
  readonly #abandon = new Set<() => void>();
  readonly #resends: boolean;

  /** @param place A URL in the form of ./url.ts, or the target that it leads to. */
  constructor(place: string | RedisTarget, options: ConnectionOptions) {
    this.target = typeof place === "string" ? parseRedisUrl(place) : place;
    this.deadline = options.deadline;
    this.#resends = options.resends ?? true;
    this.client = createClient(this.target, {
      label: options.label,
      socketTimeout: options.socketTimeout ?? 1000,
      resends: this.#resends,
      onResolved: (address) => {
        this.server = address.replace(/:(\d+)$/, " $1");
      },
      retryAfter: this.#relocation.retryAfter,
    });
    writeTogether(this.client);
    this.#readiness = new Readiness(this);
    this.#relocation.follow(this.client);
    // Without a listener ioredis prints every failed attempt. The caller gets the error as the
    // cause, at its deadline.
    this.client.on("error", (error: Error & { lastNodeError?: Error }) => {
      // On Cluster the error says only that every node failed. The last node's error gives the
      // reason.
      this.#lastError = error.lastNodeError ?? error;
    });
    const lost = () => {
      this.epoch += 1;
      this.#readiness.lose();
      for (const abandon of this.#abandon) abandon();
      this.#abandon.clear();
    };
    const made = () => {
      this.connectedAt = performance.now();
    };
    this.client.on("ready", () => {
      this.#lastError = undefined;
      made();
    });
    this.client.on("+node", made);
    this.client.on("close", lost);
    this.client.on("-node", lost);
  }

  /**
   * Has `prepare` run on every new connection before any call uses it. For example, it repeats
   * recent revocations before the reads of a new primary are trusted.
   */
  beforeUse(prepare: (client: RedisClient) => Promise<void>): void {
    this.#readiness.beforeUse(prepare);
  }

  /**
   * The same on a Cluster, for each node and whenever a node gets other slots: before the first
   * script's call about them.
   * @param prepare Its calls go to the nodes that have the slots by then.
   */
  beforeSlots(prepare: Prepare): void {
    if (this.client instanceof ShardedClient) this.client.shards.beforeSlots(prepare);
  }

  /** Whether commands can be sent now. */
  get connected(): boolean {
    return this.client.status === "ready";
  }

  /**
   * Runs `work` within the deadline, and again after a passing fault (an election, a lost
   * connection). So `work` must be safe to repeat.
   * @throws {RedisUnavailable} at the deadline, or at once if Redis says that the set-up is wrong.
   * An error of `work` itself passes unchanged, as does an error of Redis about one key only
   * (refusals.ts).
   */
  async run<T>(work: (client: RedisClient) => Promise<T>, deadline = this.deadline): Promise<T> {
    const end = performance.now() + deadline;
    let refusal: unknown;
    for (;;) {
      try {
        if (!this.#readiness.isReady) await this.usable(end);
        const epoch = this.epoch;
        const answer = await this.within(end, this.untilLost(work(this.client)), refusal);
        if (this.epoch === epoch) return answer;
      } catch (error) {
        if (!isPassing(error)) throw translate(error);
        refusal = error;
        await this.within(end, new Promise((resolve) => setTimeout(resolve, 25)), refusal);
      }
    }
  }

  /**
   * Leaves the server for the current primary, without waiting for an error. It also does so in the
   * middle of a handshake, which a primary that is cut off would never finish. It does not while a
   * Sentinel is being asked, as that would end the client for good.
   */
  readonly move = (): void => this.#relocation.move(this.client);

  /**
   * Connects at once if the client pauses between two attempts. A pause lasts up to a second, and
   * every write would wait for it.
   */
  readonly hurry = (): void => this.#relocation.hurry(this.client);

  /**
   * Ends the connection once the calls in flight have been answered, at once if the server is away,
   * and within a second in any case.
   */
  async close(): Promise<void> {
    // If the server dies before it answers QUIT, the call waits for the next connection, and so
    // does the process.
    if (this.connected) await this.within(performance.now() + 1000, this.client.quit()).catch(() => {});
    this.client.disconnect();
  }

  /**
   * Settles as `promise` does, or fails at `end` (by `performance.now()`), with the last error as
   * the cause.
   * @param refusal The last error of this call, if that isn't the connection's.
   */
  within<T>(end: number, promise: Promise<T>, refusal?: unknown): Promise<T> {
    return within(end, promise, () => this.tooLate(refusal));
  }

  /**
   * Settles as `promise` does. If ioredis sends nothing again, this fails once the connection is
   * lost, as nothing else would ever settle it. A Cluster's commands always settle.
   */
  untilLost<T>(promise: Promise<T>): Promise<T> {
    if (this.#resends || !(this.client instanceof Redis)) return promise;
    return new Promise<T>((resolve, reject) => {
      const abandon = () => reject(new Error("Connection is closed."));
      this.#abandon.add(abandon);
      promise.then(resolve, reject).finally(() => this.#abandon.delete(abandon));
    });
  }

  /**
   * The error of a call that got no answer by its deadline. Its cause is the last error, if that
   * explains the failure.
   */
  tooLate(refusal?: unknown): unknown {
    const cause = isTelling(refusal) ? refusal : (this.#lastError ?? refusal);
    if (isTelling(cause)) return translate(cause);
    return new RedisUnavailable(
      "Redis did not answer in time. Check REDIS_URL and that a primary is elected.",
      { cause },
    );
  }

  /**
   * Waits until commands can be sent and the preparations of `beforeUse` are done, or fails at
   * `end` (by `performance.now()`).
   */
  usable(end: number): Promise<void> {
    return this.#readiness.wait(end);
  }
}
