import { Redis } from "ioredis";
import { backoff, createClient, type RedisClient } from "./client.ts";
import { isPassing, isTelling, RedisUnavailable, translate } from "./errors.ts";
import { ShardedClient } from "./sharded-client.ts";
import type { Prepare } from "./slot-preparation.ts";
import { parseRedisUrl, type RedisTarget } from "./url.ts";
import { writeTogether } from "./write-together.ts";

export interface ConnectionOptions {
  /** Shown by `CLIENT LIST`. */
  label: string;
  /** Milliseconds after which a call that got no answer fails with {@link RedisUnavailable}. */
  deadline: number;
  /** Milliseconds without an answer after which the socket is given up; above the longest WAIT sent here. Preset 1000. */
  socketTimeout?: number;
  /**
   * Whether ioredis sends again what had no answer when the connection was lost. Preset true. Where it isn't, such work fails with a
   * passing fault at once; but only what is wrapped in {@link RedisConnection.untilLost}, as {@link RedisConnection.run} does.
   */
  resends?: boolean;
}

/**
 * One persistent, pipelined connection (to each node, on Cluster) that outlives its server. Every call has a deadline,
 * and an answer that crossed a reconnection is thrown away and asked for again, since another server may have given it.
 */
export class RedisConnection {
  readonly target: RedisTarget;
  readonly client: RedisClient;
  readonly deadline: number;
  /** The server that the Sentinels named for the connection that is used or made now (`host port`). */
  server: string | undefined;
  /** Counts the connections lost so far: an answer is trusted only if it is the same before and after. */
  epoch = 0;
  /** When a connection was last made, by `performance.now()`. */
  connectedAt = Number.POSITIVE_INFINITY;
  #lastError: Error | undefined;
  readonly #beforeUse = new Set<(client: RedisClient) => Promise<void>>();
  #moving = false;
  #prepared = false;
  #preparing: Promise<void> | undefined;
  #connecting: Promise<void> | undefined;
  /** Each fails what is waited for on this connection. */
  readonly #abandon = new Set<() => void>();
  readonly #resends: boolean;

  constructor(url: string, options: ConnectionOptions) {
    this.target = parseRedisUrl(url);
    this.deadline = options.deadline;
    this.#resends = options.resends ?? true;
    this.client = createClient(this.target, {
      label: options.label,
      socketTimeout: options.socketTimeout ?? 1000,
      resends: this.#resends,
      onResolved: (address) => {
        this.server = address.replace(/:(\d+)$/, " $1");
      },
      // Whoever is told to move knows of another server, so there is nothing to wait for.
      retryAfter: (attempt) => (this.#moving ? 0 : backoff(attempt)),
    });
    writeTogether(this.client);
    // Without a listener ioredis prints every failed attempt; the error reaches the caller as the cause at its deadline.
    this.client.on("error", (error: Error & { lastNodeError?: Error }) => {
      // On Cluster the error says only that every node failed; why, says the last one's.
      this.#lastError = error.lastNodeError ?? error;
    });
    const lost = () => {
      this.epoch += 1;
      this.#prepared = false;
      this.#preparing = undefined;
      for (const abandon of this.#abandon) abandon();
      this.#abandon.clear();
    };
    this.client.on("connecting", () => {
      this.#moving = false;
    });
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
   * Has `prepare` run on every new connection before any call uses it: repeating recent revocations, say, before the
   * reads of a new primary are trusted.
   */
  beforeUse(prepare: (client: RedisClient) => Promise<void>): void {
    this.#beforeUse.add(prepare);
    this.#prepared = false;
  }

  /**
   * The same on a Cluster for each node, and whenever other slots are a node's: before the first script's call about them.
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
   * Runs `work` within the deadline, again after a passing fault (an election, a lost connection). So `work` must be
   * safe to repeat.
   * @throws {RedisUnavailable} at the deadline, or at once where Redis says that the set-up is wrong. What `work` throws of its own
   * passes unchanged, as does what Redis says of one key only (refusals.ts).
   */
  async run<T>(work: (client: RedisClient) => Promise<T>, deadline = this.deadline): Promise<T> {
    const end = performance.now() + deadline;
    let refusal: unknown;
    for (;;) {
      try {
        if (!this.connected || !this.#prepared) await this.usable(end);
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
   * Leaves the server for the one that is primary now, without waiting for an error. Also in the middle of a handshake, which a
   * primary that is cut off would never finish; not while a Sentinel is being asked, as that would end the client for good.
   */
  readonly move = (): void => {
    if (!(this.client instanceof Redis)) return;
    switch (this.client.status) {
      case "connect":
      case "ready":
        this.#moving = true;
        this.client.disconnect(true);
        break;
      case "connecting":
        // Should it be told of the old server again, the next question follows at once.
        this.#moving = true;
        break;
      case "reconnecting":
        this.hurry();
    }
  };

  /** Tries to connect at once, if it pauses between two tries: up to a second, with every write waiting. */
  readonly hurry = (): void => {
    if (!(this.client instanceof Redis) || this.client.status !== "reconnecting") return;
    // ioredis has no way to end a pause early.
    // biome-ignore lint/complexity/useLiteralKeys: private in its types, which only this way lets pass
    clearTimeout(this.client["reconnectTimeout"]);
    this.client.connect().catch(() => {});
  };

  /** Ends the connection once what is in flight was answered, at once when the server is away, and within a second in any case. */
  async close(): Promise<void> {
    // A server that dies before it answers QUIT leaves it waiting for the next connection, and the process with it.
    if (this.connected) await this.within(performance.now() + 1000, this.client.quit()).catch(() => {});
    this.client.disconnect();
  }

  /**
   * Settles as `promise` does, or fails at `end` (of `performance.now()`) with the last thing that went wrong as the cause.
   * @param refusal The last thing that went wrong with this call, where that isn't the connection's.
   */
  within<T>(end: number, promise: Promise<T>, refusal?: unknown): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => reject(this.tooLate(refusal)), Math.max(0, end - performance.now()));
      // Not by `finally`, which makes two promises more: this is on every read's way.
      promise.then(
        (value) => {
          clearTimeout(timer);
          resolve(value);
        },
        (error) => {
          clearTimeout(timer);
          reject(error);
        },
      );
    });
  }

  /**
   * Settles as `promise` does; where nothing is sent again, it fails once the connection is lost, as nothing else would ever settle it.
   * A Cluster's commands always settle.
   */
  untilLost<T>(promise: Promise<T>): Promise<T> {
    if (this.#resends || !(this.client instanceof Redis)) return promise;
    return new Promise<T>((resolve, reject) => {
      const abandon = () => reject(new Error("Connection is closed."));
      this.#abandon.add(abandon);
      promise.then(resolve, reject).finally(() => this.#abandon.delete(abandon));
    });
  }

  /** What a call fails with that got no answer by its deadline: the last thing that went wrong, if that explains it. */
  tooLate(refusal?: unknown): unknown {
    const cause = isTelling(refusal) ? refusal : (this.#lastError ?? refusal);
    if (isTelling(cause)) return translate(cause);
    return new RedisUnavailable(
      "Redis did not answer in time. Check REDIS_URL and that a primary is elected.",
      { cause },
    );
  }

  /** Waits until commands can be sent and what `beforeUse` asked for was done, or fails at `end` (of `performance.now()`). */
  async usable(end: number): Promise<void> {
    // Again, if the connection was lost while it was prepared.
    while (!this.connected || !this.#prepared) {
      if (this.connected) {
        this.#preparing ??= this.#prepare();
        await this.within(end, this.#preparing);
      } else await this.#ready(end);
    }
  }

  /** Nothing is queued while Redis is away, and all wait for the same: a queue would grow with every request of a long outage. */
  async #ready(end: number): Promise<void> {
    this.#connecting ??= new Promise<void>((resolve) => {
      this.client.once("ready", () => {
        this.#connecting = undefined;
        resolve();
      });
    });
    await this.within(end, this.#connecting);
  }

  async #prepare(): Promise<void> {
    const { epoch } = this;
    try {
      for (const prepare of this.#beforeUse) await this.untilLost(prepare(this.client));
      if (this.epoch === epoch) this.#prepared = true;
    } finally {
      if (this.epoch === epoch) this.#preparing = undefined;
    }
  }
}
