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
 * call has a deadline, and an answer that crossed a reconnection is thrown away and asked for
 * again, since another server may have given it.
 */
export class RedisConnection {
  readonly target: RedisTarget;
  readonly client: RedisClient;
  readonly deadline: number;
  /**
   * The server that the Sentinels named for the connection that is used or made now (`host port`).
   */
  server: string | undefined;
  /**
   * Counts the connections lost so far: an answer is trusted only if it is
   * the same before and after.
   */
  epoch = 0;
  /** When a connection was last made, by `performance.now()`. */
  connectedAt = Number.POSITIVE_INFINITY;
  #lastError: Error | undefined;
  readonly #readiness: Readiness;
  readonly #relocation = new Relocation();
  /** Each fails what is waited for on this connection. */
  readonly #abandon = new Set<() => void>();
  readonly #resends: boolean;

  /** @param place A URL as ./url.ts says, or where it leads. */
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
    // Without a listener ioredis prints every failed attempt; the error reaches the caller as
    // the cause at its deadline.
    this.client.on("error", (error: Error & { lastNodeError?: Error }) => {
      // On Cluster the error says only that every node failed; why, says the last one's.
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
   * Has `prepare` run on every new connection before any call uses it: repeating recent
   * revocations, say, before the reads of a new primary are trusted.
   */
  beforeUse(prepare: (client: RedisClient) => Promise<void>): void {
    this.#readiness.beforeUse(prepare);
  }

  /**
   * The same on a Cluster for each node, and whenever other slots are a node's: before the first
   * script's call about them.
   * @param prepare Its calls go to whichever nodes have the slots.
   */
  beforeSlots(prepare: Prepare): void {
    if (this.client instanceof ShardedClient) this.client.shards.beforeSlots(prepare);
  }

  /** Whether commands can be sent now. */
  get connected(): boolean {
    return this.client.status === "ready";
  }

  /**
   * Runs `work` within the deadline, again after a passing fault (an election, a lost connection).
   * So `work` must be safe to repeat.
   * @throws {RedisUnavailable} at the deadline, or at once where Redis says that the set-up
   * is wrong. What `work` throws of its own passes unchanged, as does what Redis says of
   * one key only (refusals.ts).
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
   * Leaves the server for the one that is primary now, without waiting for an error. Also in the
   * middle of a handshake, which a primary that is cut off would never finish; not while a Sentinel
   * is being asked, as that would end the client for good.
   */
  readonly move = (): void => this.#relocation.move(this.client);

  /**
   * Tries to connect at once, if it pauses between two tries: up to a second,
   * with every write waiting.
   */
  readonly hurry = (): void => this.#relocation.hurry(this.client);

  /**
   * Ends the connection once what is in flight was answered, at once when the server is away, and
   * within a second in any case.
   */
  async close(): Promise<void> {
    // A server that dies before it answers QUIT leaves it waiting for the next
    // connection, and the process with it.
    if (this.connected) await this.within(performance.now() + 1000, this.client.quit()).catch(() => {});
    this.client.disconnect();
  }

  /**
   * Settles as `promise` does, or fails at `end` (of `performance.now()`) with the last thing
   * that went wrong as the cause.
   * @param refusal The last thing that went wrong with this call, where
   * that isn't the connection's.
   */
  within<T>(end: number, promise: Promise<T>, refusal?: unknown): Promise<T> {
    return within(end, promise, () => this.tooLate(refusal));
  }

  /**
   * Settles as `promise` does; where nothing is sent again, it fails once the connection is lost,
   * as nothing else would ever settle it. A Cluster's commands always settle.
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
   * What a call fails with that got no answer by its deadline: the last thing that went
   * wrong, if that explains it.
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
   * Waits until commands can be sent and what `beforeUse` asked for was done, or fails at `end`
   * (of `performance.now()`).
   */
  usable(end: number): Promise<void> {
    return this.#readiness.wait(end);
  }
}
