import { Redis } from "ioredis";
import type { Named } from "./replicas.ts";
import type { Address, RedisTarget } from "./url.ts";

const pollEvery = 1000;
const answerWithin = 500;
/** Milliseconds for which an answer is good. An election needs longer to promote a node and have a revocation acknowledged there. */
const confirmedFor = 600;

/** What one Sentinel says. */
export interface Opinion {
  primary: string;
  /** Of the primary, as the Sentinel lists it: `master`, `s_down`, `failover_in_progress`... */
  flags: string;
  replicas: { address: string; flags: string; linked: boolean }[];
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
  /** Every replica of that primary that a Sentinel lists, and whether most hold it to be up. */
  #known = new Map<string, boolean>();
  /** Settles when most of the answering Sentinels have agreed for the first time. */
  readonly informed: Promise<void>;
  #inform = () => {};
  /** What each Sentinel that answered said last. */
  #opinions: Opinion[] = [];
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

  /** How many replicas an acknowledged write must have reached. */
  get replicasInStep(): number {
    return this.#inStep.size;
  }

  /** Which replicas must have a write before it is acknowledged. */
  get named(): Named {
    return {
      primary: this.#leader,
      // As it is now: an election empties it while a write under way still has to reach them.
      inStep: new Set(this.#inStep),
      isKnown: (address) => this.#known.has(address),
      isUp: (address) => this.#known.get(address) === true,
      // The primary knows it up to 10 s earlier than the Sentinels, who look at a replica's link no more often.
      join: (address) => this.#inStep.add(address),
    };
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
      primaryUp: most(opinions.filter(({ flags }) => isAnswering(flags)).length),
      replicas: [...new Set(replicas.map(({ address }) => address))].map((address) => ({
        address: parsed(address),
        up: most(
          replicas.filter((replica) => replica.address === address && isAnswering(replica.flags)).length,
        ),
      })),
      sentinels: this.#sentinels.map(({ options, status }) => ({
        address: { host: options.host ?? "", port: options.port ?? 0 },
        up: status === "ready",
      })),
    };
  }

  /**
   * Whether any Sentinel named this server (`host port`) primary when it last answered. One that a single Sentinel names may be
   * the one that was just promoted.
   */
  names(server: string): boolean {
    return this.#opinions.some(({ primary }) => primary === server);
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

    const supporting = opinions.filter(({ primary }) => primary === leader);
    const replicas = supporting.flatMap((opinion) => opinion.replicas);
    this.#known = new Map(replicas.map(({ address }) => [address, isUp(address, opinions, supporting)]));
    for (const [address, up] of this.#known) {
      const linked = replicas.filter((replica) => replica.address === address && replica.linked).length;
      if (!up) this.#inStep.delete(address);
      else if (most(linked)) this.#inStep.add(address);
    }
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

/**
 * Whether a replica is to be waited for. One whose connections broke is given up at once, as a killed one would hold up every write for
 * `down-after-milliseconds`; but not while the primary is in doubt. The Sentinels also break the connections of the replica that they
 * promote, and a write that was acknowledged without it would be lost.
 * @param supporting The opinions that name the primary whose replica it is.
 */
export function isUp(address: string, opinions: readonly Opinion[], supporting: readonly Opinion[]): boolean {
  const most = (count: number) => count > opinions.length / 2;
  const flags = supporting.flatMap(({ replicas }) => replicas).filter((one) => one.address === address);
  const inDoubt =
    opinions.some((opinion) => opinion.flags.includes("failover_in_progress")) ||
    most(opinions.filter((opinion) => isDown(opinion.flags)).length);
  const fine = flags.filter((one) => !isDown(one.flags) && (inDoubt || !one.flags.includes("disconnected")));
  return most(fine.length);
}

const isDown = (flags: string) => /[so]_down/.test(flags);
const isAnswering = (flags: string) => !isDown(flags) && !flags.includes("disconnected");

function parsed(address: string): Address {
  const [host = "", port = ""] = address.split(" ");
  return { host, port: Number(port) };
}
