import { rm } from "node:fs/promises";
import path from "node:path";
import { sentinelGroup } from "../../lib/session/config/sentinel-group.ts";
import { freePorts } from "../../lib/session/testing/free-ports.ts";
import { poll } from "../../lib/session/testing/poll.ts";
import { askSentinels } from "../../lib/session/testing/redis-admin.ts";
import { ownRedisUrl } from "../native/app.ts";
import { loopback } from "../native/driver.ts";
import { NativeStack } from "../native.ts";
import { temporarySecrets } from "../secrets.ts";
import type { Settings } from "../settings.ts";
import { StackError } from "../stack.ts";
import { defaultPorts, type Part, partsOf } from "../topology.ts";
import { Refusal } from "./refusal.ts";

/** The lag of its replicas, as over a slow link. Milliseconds. */
const lag = 1200;
/**
 * After this time the small Redis is thrown away, whatever became of the experiment. Milliseconds;
 * an experiment takes about 15 s.
 */
const lifetime = 60_000;

/** The progress of the small Redis. Anyone who may use it gets its URL. */
export type ScratchState =
  | { readonly status: "none" }
  | { readonly status: "starting"; readonly id: string }
  | { readonly status: "ready" | "lost" | "elected"; readonly id: string; readonly url: string };

/**
 * A second, small Redis with Sentinels, for an experiment that loses data. It has the site's own
 * configuration and passwords of its own. There is one at a time, and it is gone after a minute.
 * With the site's own Redis, everybody who signs in meanwhile would have to wait.
 */
export class ScratchRedis {
  readonly #settings: Settings;
  #state: ScratchState = { status: "none" };
  #stack: NativeStack;
  #change: Promise<void>;
  #end: NodeJS.Timeout | undefined;

  constructor(settings: Settings) {
    this.#settings = {
      ...settings,
      relayed: true,
      stateDir: path.join(settings.stateDir, "scratch"),
      secrets: temporarySecrets(),
    };
    this.#stack = this.#open(this.#settings);
    // This removes what a killed runner left.
    this.#change = this.#remove().catch(report);
  }

  get state(): ScratchState {
    return this.#state;
  }

  /** Starts it; {@link state} tells when it is ready. @throws {Refusal} */
  begin(id: string): void {
    if (process.platform !== "linux") {
      throw new Refusal("This experiment needs Linux: there alone the runner can make replication late.");
    }
    if (this.#state.status !== "none") {
      throw new Refusal("Somebody is at this experiment now. Try again in a minute.");
    }
    this.#state = { status: "starting", id };
    this.#end = setTimeout(() => this.discard(id), lifetime);
    this.#change = this.#change.then(() => this.#start(id)).catch((error: unknown) => this.#failed(error));
  }

  /**
   * Takes the primary's power away: it stops where it stands, nothing that was on its way to a
   * replica arrives, and it doesn't come back.
   * @throws {Refusal}
   */
  async lose(id: string): Promise<void> {
    const state = this.#state;
    if (state.status !== "ready" || state.id !== id)
      throw new Refusal("This experiment is over. Begin it again.");
    this.#state = { ...state, status: "lost" };
    try {
      await this.#powerOff();
      this.#awaitElection().then(
        () => {
          if (this.#state.status === "lost" && this.#state.id === id)
            this.#state = { ...state, status: "elected" };
        },
        (error: unknown) => this.#failed(error),
      );
    } catch (error) {
      this.#failed(error);
      throw error;
    }
  }

  /** Ends it, if it is still the one that is meant. */
  discard(id: string): void {
    if (this.#state.status === "none" || this.#state.id !== id) return;
    this.#discard();
  }

  async close(): Promise<void> {
    this.#discard();
    await this.#change;
  }

  #discard(): void {
    clearTimeout(this.#end);
    this.#change = this.#change
      .then(() => this.#remove())
      .catch(report)
      .then(() => {
        this.#state = { status: "none" };
      });
  }

  async #start(id: string): Promise<void> {
    const first = await freePorts(16);
    const settings = {
      ...this.#settings,
      ports: { ...defaultPorts, REDIS_PORT: first, SENTINEL_PORT: first + 3 },
    };
    this.#stack = this.#open(settings);
    await this.#stack.up();
    for (const { name } of this.#nodes.replicas) await this.#stack.lag(name, lag);
    this.#state = { status: "ready", id, url: ownRedisUrl(settings, this.#stack.parts) };
  }

  async #powerOff(): Promise<void> {
    const stack = this.#stack;
    const { primary, replicas } = this.#nodes;
    await stack.freeze(primary.name);
    // Otherwise the data that the relay still holds would arrive.
    await stack.cut(
      primary.name,
      replicas.map(({ name }) => name),
    );
    await stack.kill(primary.name);
    // The remaining replica follows the new primary as quickly as it can.
    for (const { name } of replicas) await stack.lag(name, 0);
  }

  async #awaitElection(): Promise<void> {
    const lost = this.#nodes.primary.port;
    const sentinels = partsOf(this.#stack.parts, "sentinel").map((sentinel) => ({
      host: loopback,
      port: sentinel.port,
    }));
    const password = this.#settings.secrets.REDIS_OPERATOR_PASSWORD;
    await poll(
      async () => {
        const named = await askSentinels(sentinels, password, sentinelGroup);
        return named !== undefined && named.port !== lost;
      },
      { timeoutMs: 30_000, promise: "the Sentinels elect another primary", everyMs: 200 },
    );
  }

  /**
   * On a first start the first node is the primary. Another takes its place only when it is lost.
   */
  get #nodes(): { primary: Part; replicas: Part[] } {
    const [primary, ...replicas] = partsOf(this.#stack.parts, "redis");
    if (!primary) throw new StackError("The topology has no Redis node.");
    return { primary, replicas };
  }

  #open(settings: Settings): NativeStack {
    return new NativeStack(settings, ["redis", "sentinel"]);
  }

  async #remove(): Promise<void> {
    await this.#stack.down();
    await rm(this.#settings.stateDir, { recursive: true, force: true });
  }

  #failed(error: unknown): void {
    report(error);
    this.#discard();
  }
}

const report = (error: unknown) =>
  console.error(`The small Redis of a lesson: ${error instanceof Error ? error.message : error}`);
