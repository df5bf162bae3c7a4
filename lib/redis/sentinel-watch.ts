import { Redis } from "ioredis";
import type { Address, RedisTarget } from "./url.ts";

const pollEvery = 1000;
const answerWithin = 500;

/** What one Sentinel says. */
interface Opinion {
  primary: string;
  replicas: { address: string; up: boolean; linked: boolean }[];
}

/**
 * What the Sentinels hold to be true, kept up to date beside the requests: who is primary, which replicas are up, and that the
 * primary moved. A rebuildable cache: with all Sentinels gone, the last that most of them said stays.
 */
export class SentinelWatch {
  /** The primary, if more than half of all Sentinels name it: one cut off with a deposed primary still names that. */
  #primary: string | undefined;
  /** The primary that the replicas in step are in step with. */
  #leader: string | undefined;
  /**
   * Replicas that were linked to this primary and have been up ever since. Every acknowledged write waits for them, so they have
   * all of those. A primary that was deposed is listed as a replica at once, but counts only when it has caught up: waiting for
   * a frozen one would hold up logins for another `down-after-milliseconds`.
   */
  #inStep = new Set<string>();
  #asked = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;
  readonly #sentinels: Redis[];
  readonly #name: string;
  readonly #timer: NodeJS.Timeout;

  /** @param onSwitch Called when a Sentinel announces another primary. */
  constructor(target: RedisTarget & { kind: "sentinel" }, onSwitch: () => void) {
    this.#name = target.name;
    this.#sentinels = target.sentinels.map((address) => this.#connect(target, address, onSwitch));
    this.#timer = setInterval(() => void this.ask(), pollEvery);
    this.#timer.unref();
  }

  /** How many replicas an acknowledged write must have reached. */
  get replicasInStep(): number {
    return this.#inStep.size;
  }

  /** Where a read may go that the primary doesn't answer: replicas in step, and the primary itself if most Sentinels still name it. */
  get readable(): Address[] {
    return [...(this.#primary ? [this.#primary] : []), ...this.#inStep].map(parsed);
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
    if (opinions.length === 0) return;
    const most = (count: number) => count > opinions.length / 2;
    const named = (primary: string) => opinions.filter((opinion) => opinion.primary === primary).length;
    const leader = opinions.map(({ primary }) => primary).find((primary) => most(named(primary)));
    if (!leader) return;
    if (leader !== this.#leader) this.#inStep.clear();
    this.#leader = leader;
    this.#primary = named(leader) > this.#sentinels.length / 2 ? leader : undefined;

    const replicas = opinions
      .filter(({ primary }) => primary === leader)
      .flatMap((opinion) => opinion.replicas);
    const holds = (address: string, mark: "up" | "linked") =>
      most(replicas.filter((replica) => replica.address === address && replica[mark]).length);
    for (const address of new Set(replicas.map((replica) => replica.address))) {
      if (!holds(address, "up")) this.#inStep.delete(address);
      else if (holds(address, "linked")) this.#inStep.add(address);
    }
  }

  async #opinion(sentinel: Redis): Promise<Opinion> {
    const [primary, replicas] = await Promise.all([
      sentinel.call("SENTINEL", "MASTER", this.#name) as Promise<string[]>,
      sentinel.call("SENTINEL", "REPLICAS", this.#name) as Promise<string[][]>,
    ]);
    return {
      primary: addressOf(primary),
      replicas: replicas.map((replica) => ({
        address: addressOf(replica),
        up: isUp(replica),
        linked: field(replica, "master-link-status") === "ok",
      })),
    };
  }

  #connect(target: RedisTarget & { kind: "sentinel" }, address: Address, onSwitch: () => void): Redis {
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
      retryStrategy: (attempt) => Math.min(attempt * 50, 500),
    });
    sentinel.on("error", () => {});
    sentinel.on("message", (_channel, message: string) => {
      if (message.startsWith(`${this.#name} `)) onSwitch();
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

function isUp(instance: string[]): boolean {
  return !/[so]_down|disconnected/.test(field(instance, "flags"));
}

function parsed(address: string): Address {
  const [host = "", port = ""] = address.split(" ");
  return { host, port: Number(port) };
}
