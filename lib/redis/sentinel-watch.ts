import { Redis } from "ioredis";
import { Consensus, type Opinion } from "./consensus.ts";
import type { Address, RedisTarget } from "./url.ts";

const pollEvery = 1000;
const answerWithin = 500;

/** For pictures: what most Sentinels say, and which of them answer. No request depends on it. */
export interface SentinelView {
  primary: Address | undefined;
  primaryUp: boolean;
  replicas: { address: Address; up: boolean }[];
  sentinels: { address: Address; up: boolean }[];
}

/**
 * What the Sentinels hold to be true, kept up to date beside the requests, and that the primary moved. A rebuildable cache.
 */
export class SentinelWatch {
  readonly consensus = new Consensus();
  /** Settles when most of the answering Sentinels have agreed for the first time. */
  readonly informed: Promise<void>;
  #inform = () => {};
  #asked = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;
  readonly #onAnswers: () => void;
  readonly #sentinels: Redis[];
  readonly #name: string;
  readonly #timer: NodeJS.Timeout;

  /** @param onAnswers Called after each round of answers. */
  constructor(target: RedisTarget & { kind: "sentinel" }, onAnswers: () => void) {
    this.#onAnswers = onAnswers;
    this.#name = target.name;
    this.informed = new Promise((resolve) => {
      this.#inform = resolve;
    });
    this.#sentinels = target.sentinels.map((address) => this.#connect(target, address));
    this.#timer = setInterval(() => void this.ask(), pollEvery);
    this.#timer.unref();
  }

  get view(): SentinelView {
    return {
      ...this.consensus.view,
      sentinels: this.#sentinels.map(({ options, status }) => ({
        address: { host: options.host ?? "", port: options.port ?? 0 },
        up: status === "ready",
      })),
    };
  }

  /** Asks every Sentinel once more, even if a question is under way: that one may have been answered before something happened. */
  async askAnew(): Promise<void> {
    await this.#asking;
    await this.ask();
  }

  /** Asks every Sentinel, unless that was done less than `maxAge` milliseconds ago. */
  async ask(maxAge = 0): Promise<void> {
    if (performance.now() - this.#asked < maxAge) return;
    this.#asking ??= this.#poll().finally(() => {
      this.#asking = undefined;
      this.#asked = performance.now();
    });
    await this.#asking;
  }

  close(): void {
    clearInterval(this.#timer);
    for (const sentinel of this.#sentinels) sentinel.disconnect();
  }

  async #poll(): Promise<void> {
    const answers = await Promise.allSettled(
      this.#sentinels.filter(({ status }) => status === "ready").map((sentinel) => this.#opinion(sentinel)),
    );
    const opinions = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
    if (!this.consensus.take(opinions, this.#sentinels.length)) return;
    this.#inform();
    this.#onAnswers();
  }

  async #opinion(sentinel: Redis): Promise<Opinion> {
    const [[host, port], replicas, primary] = await Promise.all([
      // Not MASTER: the Sentinel that leads an election tells the new primary here seconds earlier.
      sentinel.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", this.#name) as Promise<[string, string]>,
      sentinel.call("SENTINEL", "REPLICAS", this.#name) as Promise<string[][]>,
      sentinel.call("SENTINEL", "MASTER", this.#name) as Promise<string[]>,
    ]);
    return {
      primary: `${host} ${port}`,
      flags: field(primary, "flags"),
      replicas: replicas.map((replica) => ({
        address: addressOf(replica),
        flags: field(replica, "flags"),
        linked: field(replica, "master-link-status") === "ok",
      })),
    };
  }

  #connect(target: RedisTarget & { kind: "sentinel" }, address: Address): Redis {
    const sentinel = new Redis({
      ...address,
      ...(target.sentinelUsername ? { username: target.sentinelUsername } : {}),
      ...(target.sentinelPassword ? { password: target.sentinelPassword } : {}),
      ...(target.tls ? { tls: {} } : {}),
      // RESP3 lets one connection ask and listen.
      protocol: 3,
      connectionName: "sentinel-watch",
      connectTimeout: answerWithin,
      commandTimeout: answerWithin,
      disconnectTimeout: 100,
      maxRetriesPerRequest: null,
      enableOfflineQueue: false,
      // A refused resubscription would be an unhandled rejection, which ends the process; the ready handler subscribes.
      autoResubscribe: false,
      retryStrategy: (attempt) => Math.min(attempt * 50, 500),
    });
    sentinel.on("error", () => {});
    sentinel.on("message", (_channel, message: string) => {
      if (!message.startsWith(`${this.#name} `)) return;
      // What is needed of a write depends on it, so not in a second.
      void this.askAnew();
    });
    sentinel.on("ready", () => {
      sentinel.subscribe("+switch-master").catch(() => {});
      void this.ask();
    });
    return sentinel;
  }
}

/** A Sentinel's reply is a flat list of names and values. */
function field(instance: string[], name: string): string {
  return instance[instance.indexOf(name) + 1] ?? "";
}

function addressOf(instance: string[]): string {
  return `${field(instance, "ip")} ${field(instance, "port")}`;
}
