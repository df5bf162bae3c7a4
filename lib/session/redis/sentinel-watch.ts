import { Redis } from "ioredis";
import { Consensus } from "./consensus.ts";
import type { Opinion, View } from "./opinion.ts";
import { countedFromTheQuestion, type Poll, type Polling } from "./sentinel-poll.ts";
import { type Address, type SentinelTarget, sentinelOptions } from "./target.ts";

const pollEvery = 1000;
/**
 * Milliseconds after which a Sentinel counts as silent. Its connection is then made again, and the
 * others are asked without it.
 */
const answerWithin = 500;
/**
 * Milliseconds between the beginnings of two polls. Each read without a primary may want a poll of
 * its own.
 */
const pollGap = 25;
/**
 * Milliseconds that a node waits for most Sentinels when it starts, before it settles for fewer.
 */
const completeWithin = 2 * answerWithin;

/**
 * The view of most Sentinels, and the list of those that answer. It is for pictures, and no request
 * depends on it.
 */
export interface SentinelView extends View {
  sentinels: { address: Address; up: boolean }[];
}

/**
 * The Sentinels' view, kept up to date independently of requests, with the news that the primary
 * moved. A rebuildable cache.
 */
export class SentinelWatch {
  readonly consensus: Consensus;
  /** Settles when most Sentinels have agreed for the first time. */
  readonly informed: Promise<void>;
  #inform = () => {};
  #newest: Poll | undefined;
  #next: Promise<Poll> | undefined;
  readonly #opened = performance.now();
  readonly #onAnswers: (all: boolean) => void;
  readonly #sentinels: Redis[];
  readonly #name: string;
  readonly #polling: Polling;
  readonly #timer: NodeJS.Timeout;

  /**
   * @param onAnswers Called when an answer came in and most Sentinels agree. `all` is true after
   * the last answer of a poll.
   */
  constructor(
    target: SentinelTarget,
    onAnswers: (all: boolean) => void,
    polling: Polling = countedFromTheQuestion,
  ) {
    this.#onAnswers = onAnswers;
    this.#name = target.name;
    this.#polling = polling;
    this.consensus = new Consensus(target.sentinels.length);
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

  /**
   * Makes sure that every Sentinel is asked at `since` or later: now, unless that was done already.
   * Calls that come close together share a poll.
   * @returns When most have answered, or can't: within 525 ms.
   */
  async ask(since = performance.now()): Promise<void> {
    let poll = this.#newest;
    if (!poll || poll.asked < since) {
      const wait = poll ? poll.asked + pollGap - performance.now() : 0;
      if (wait <= 0) poll = this.#begin();
      else {
        this.#next ??= new Promise((resolve) => setTimeout(() => resolve(this.#begin()), wait));
        poll = await this.#next;
      }
    }
    await poll.answered;
  }

  close(): void {
    clearInterval(this.#timer);
    for (const sentinel of this.#sentinels) sentinel.disconnect();
  }

  #begin(): Poll {
    this.#next = undefined;
    this.#newest = this.#polling.begin({
      sentinels: this.#sentinels.length,
      opinion: (number) => this.#opinion(this.#sentinels[number]).catch(() => undefined),
      take: (number, asked, opinion) => this.#take(number, asked, opinion),
      conclude: () => this.#conclude(),
    });
    return this.#newest;
  }

  #take(number: number, asked: number, opinion: Opinion | undefined): void {
    if (!this.consensus.take(number, asked, opinion)) return;
    this.#inform();
    this.#onAnswers(false);
  }

  #conclude(): void {
    const isLate = performance.now() - this.#opened > completeWithin;
    if (isLate) this.consensus.makeDo();
    if (!this.consensus.agrees) return;
    this.#inform();
    this.#onAnswers(true);
  }

  async #opinion(sentinel: Redis | undefined): Promise<Opinion> {
    if (sentinel?.status !== "ready") throw new Error("This Sentinel isn't connected.");
    const [[host, port], replicas, primary] = await Promise.all([
      // This does not ask for MASTER: the Sentinel that leads an election gives the new primary
      // here seconds earlier.
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

  #connect(target: SentinelTarget, address: Address): Redis {
    const sentinel = new Redis({
      ...sentinelOptions(target),
      ...address,
      // RESP3 lets one connection ask and listen.
      protocol: 3,
      connectionName: "sentinel-watch",
      connectTimeout: answerWithin,
      commandTimeout: answerWithin,
      ...(this.#polling.dropsSilent ? { socketTimeout: answerWithin } : {}),
      disconnectTimeout: 100,
      maxRetriesPerRequest: null,
      enableOfflineQueue: false,
      // A refused resubscription would be an unhandled rejection, which ends the process; the
      // ready handler subscribes.
      autoResubscribe: false,
      retryStrategy: (attempt) => Math.min(attempt * 50, 500),
    });
    sentinel.on("error", () => {});
    sentinel.on("message", (_channel, message: string) => {
      if (!message.startsWith(`${this.#name} `)) return;
      // The replicas that a write needs depend on this, so the poll can't wait a second.
      void this.ask();
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
