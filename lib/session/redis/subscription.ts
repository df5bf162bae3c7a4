import type { Redis } from "ioredis";
import { isPassing } from "./errors.ts";
import { connectToOne } from "./one-node.ts";
import type { RedisTarget } from "./target.ts";

/**
 * Only an unanswered question shows that a subscription is dead: no other command is ever sent on
 * its connection.
 */
const askEvery = 1000;
export const silenceAllowed = 1500;

export interface SubscriptionOptions {
  /** Shown by `CLIENT LIST`. */
  label: string;
  channel: string;
  onMessage: (text: string) => void;
  /**
   * Called each time that Redis has confirmed it. Messages from before that may have been missed.
   */
  onSubscribed: () => void;
  /** Called each time that Redis refused it. The subscription asks again every second. */
  onRefused: (error: Error) => void;
}

/**
 * One channel, subscribed to for as long as it is open: again after each lost connection and each
 * refusal. ioredis subscribes again by itself after a lost connection. But it leaves a refusal as
 * an unhandled rejection, which ends the process.
 *
 * On Cluster every node hears every message, so this keeps to one node and goes on to the next if
 * the connection is lost. A cluster client does not report a lost subscription, and doesn't notice
 * a frozen node.
 */
export class Subscription {
  readonly #client: Redis;
  readonly #options: SubscriptionOptions;
  readonly #timer: NodeJS.Timeout;
  #subscribed = false;
  #asking = false;

  constructor(target: RedisTarget, options: SubscriptionOptions) {
    this.#options = options;
    this.#client = connectToOne(target, { label: options.label, socketTimeout: silenceAllowed });
    // Without a listener ioredis prints every failed attempt.
    this.#client.on("error", () => {});
    this.#client.on("message", (_channel: string, text: string) => options.onMessage(text));
    this.#client.on("ready", () => void this.#ask());
    this.#client.on("close", () => {
      this.#subscribed = false;
      this.#asking = false;
    });
    this.#timer = setInterval(() => void this.#ask(), askEvery);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#client.disconnect();
  }

  async #ask(): Promise<void> {
    if (this.#client.status !== "ready") return;
    if (this.#subscribed) {
      this.#client.ping().catch(() => {});
      return;
    }
    if (this.#asking) return;
    this.#asking = true;
    try {
      await this.#client.subscribe(this.#options.channel);
      this.#subscribed = true;
      this.#options.onSubscribed();
    } catch (error) {
      // A lost connection is no refusal, and the next one asks again.
      if (isRefusal(error)) this.#options.onRefused(error);
    } finally {
      this.#asking = false;
    }
  }
}

/** Whether Redis itself refused, and will refuse again until an operator changes its set-up. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error.name === "ReplyError" && !isPassing(error);
}
