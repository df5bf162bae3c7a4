import { Redis } from "ioredis";
import type { Address, RedisTarget } from "./url.ts";

const pollEvery = 1000;
const answerWithin = 500;
/** Milliseconds for which an answer is good. An election needs longer to promote a node and have a revocation acknowledged there. */
const confirmedFor = 600;

/** What one Sentinel says. */
interface Opinion {
  primary: string;
  primaryUp: boolean;
  replicas: { address: string; up: boolean; linked: boolean }[];
}

/** For pictures: what most Sentinels say, and which of them answer. No request depends on it. */
export interface SentinelView {
  primary: Address | undefined;
  primaryUp: boolean;
  replicas: { address: Address; up: boolean }[];
  sentinels: { address: Address; up: boolean }[];
}

/**
 * What the Sentinels hold to be true, kept up to date beside the requests: who is primary, which replicas are up, and that the
 * primary moved. A rebuildable cache: with all Sentinels gone, the last that most of them said stays.
 */
export class SentinelWatch {
  /** The primary, if all that answered name it. One that names another may be the one that led its election. */
  #primary: string | undefined;
  /** When more than half of all Sentinels last answered: who hears from fewer may be cut off with a deposed primary. */
  #confirmed = Number.NEGATIVE_INFINITY;
  /** The primary that the replicas in step are in step with. */
  #leader: string | undefined;
  /**
   * Replicas that were linked to this primary and have been up ever since. Every acknowledged write waits for them, so they have
   * all of those. A primary that was deposed is listed as a replica at once, but counts only when it has caught up: waiting for
   * a frozen one would hold up logins for another `down-after-milliseconds`.
   */
  #inStep = new Set<string>();
  /** Settles when most of the answering Sentinels have agreed for the first time. */
  readonly informed: Promise<void>;
  #inform = () => {};
  /** What each Sentinel that answered said last. */
  #opinions: Opinion[] = [];
  #asked = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;
  readonly #sentinels: Redis[];
  readonly #name: string;
  readonly #timer: NodeJS.Timeout;

  /** @param onSwitch Called when a Sentinel announces another primary. */
  constructor(target: RedisTarget & { kind: "sentinel" }, onSwitch: () => void) {
    this.#name = target.name;
    this.informed = new Promise((resolve) => {
      this.#inform = resolve;
    });
    this.#sentinels = target.sentinels.map((address) => this.#connect(target, address, onSwitch));
    this.#timer = setInterval(() => void this.ask(), pollEvery);
    this.#timer.unref();
  }

  /** How many replicas an acknowledged write must have reached. */
  get replicasInStep(): number {
    return this.#inStep.size;
  }

  /**
   * Where a read may go that the primary doesn't answer: the replicas in step, and the primary itself if every Sentinel still
   * names it. Nowhere, unless most Sentinels confirmed that just now: a replica on the wrong side of a cut would accept a session
   * that was revoked on the other.
   */
  get readable(): { primary: Address[]; inStep: Address[] } {
    if (performance.now() - this.#confirmed > confirmedFor) return { primary: [], inStep: [] };
    return { primary: this.#primary ? [parsed(this.#primary)] : [], inStep: [...this.#inStep].map(parsed) };
  }

  get view(): SentinelView {
    const opinions = this.#opinions.filter(({ primary }) => primary === this.#leader);
    const most = (count: number) => count > opinions.length / 2;
    const replicas = opinions.flatMap((opinion) => opinion.replicas);
    return {
      primary: this.#leader ? parsed(this.#leader) : undefined,
      primaryUp: most(opinions.filter(({ primaryUp }) => primaryUp).length),
      replicas: [...new Set(replicas.map(({ address }) => address))].map((address) => ({
        address: parsed(address),
        up: most(replicas.filter((replica) => replica.address === address && replica.up).length),
      })),
      sentinels: this.#sentinels.map(({ options, status }) => ({
        address: { host: options.host ?? "", port: options.port ?? 0 },
        up: status === "ready",
      })),
    };
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
    this.#opinions = opinions;
    const most = (count: number) => count > opinions.length / 2;
    const named = (primary: string) => opinions.filter((opinion) => opinion.primary === primary).length;
    const leader = opinions.map(({ primary }) => primary).find((primary) => most(named(primary)));
    if (!leader) return;
    if (leader !== this.#leader) this.#inStep.clear();
    this.#leader = leader;
    this.#primary = named(leader) === opinions.length ? leader : undefined;
    if (opinions.length > this.#sentinels.length / 2) this.#confirmed = performance.now();

    const replicas = opinions
      .filter(({ primary }) => primary === leader)
      .flatMap((opinion) => opinion.replicas);
    const holds = (address: string, mark: "up" | "linked") =>
      most(replicas.filter((replica) => replica.address === address && replica[mark]).length);
    for (const address of new Set(replicas.map((replica) => replica.address))) {
      if (!holds(address, "up")) this.#inStep.delete(address);
      else if (holds(address, "linked")) this.#inStep.add(address);
    }
    this.#inform();
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
      primaryUp: isUp(primary),
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
      // A refused resubscription would be an unhandled rejection, which ends the process; the ready handler subscribes.
      autoResubscribe: false,
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
