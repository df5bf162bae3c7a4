import type { RedisClient } from "../redis/client.ts";
import type { DurableRedis } from "../redis/durable.ts";
import { translate } from "../redis/errors.ts";
import type { FallbackReader } from "../redis/fallback-reader.ts";
import type { Mechanism } from "../redis/mechanism.ts";
import type { Reply, Script } from "../redis/script.ts";
import { Turn } from "../redis/turn.ts";
import { bulk, type Wired } from "../redis/wire.ts";
import { faultOf } from "./errors.ts";
import type { SessionObserver } from "./observer.ts";
import { ms, type SessionPolicy } from "./policy.ts";
import type { RecentToken, RecentTokens } from "./recent-tokens.ts";
import { envelopeIn, lastSeenIn } from "./record.ts";
import type { Revocations } from "./revocations.ts";
import { peekScript, readScript, readUnlistedScript } from "./scripts.ts";
import { type Read, sessionOf } from "./session.ts";

/** Sessions that one call of the script reads at the most: it holds Redis for 0.25 to 0.35 ms (docs/decisions/0014). */
const most = 64;

/** As a grace in ms, longer than any session. */
const never = 2 ** 47;

/** What a script says of one session. */
type Item = Reply | Error;

/** A read that was begun, and what its caller is owed. */
interface Asking<Data> {
  token: RecentToken;
  begun: number;
  settled: boolean;
  resolve: (read: Read<Data>) => void;
  reject: (error: unknown) => void;
}

export interface SessionReaderParts {
  redis: DurableRedis;
  recent: RecentTokens;
  revocations: Revocations;
  observer: SessionObserver;
  policy: SessionPolicy;
  /** For negative controls only. */
  without: readonly Mechanism[];
}

/** Which script reads: a deposed primary refuses the real one, and what left its index is nothing to it. */
function scriptWithout(without: readonly Mechanism[]): Script {
  if (without.includes("index")) return readUnlistedScript;
  return without.includes("guarded-reads") ? peekScript : readScript;
}

/**
 * Reads sessions. Those that are asked for in one turn of the event loop leave as one call of the script, which shares what a call costs
 * this process and Redis; each gets its own answer.
 */
export class SessionReader<Data> {
  readonly #redis: DurableRedis;
  readonly #recent: RecentTokens;
  readonly #revocations: Revocations;
  readonly #observer: SessionObserver;
  readonly #idle: number;
  readonly #slideAfter: number;
  readonly #script: Script;
  readonly #grace: number;
  /** What the script is told beside the sessions, but for the number of verifiers, where it may judge a replay, and where not. */
  readonly #limits: { judging: string; lenient: string };
  readonly #turn: Turn<Asking<Data>>;

  constructor({ redis, recent, revocations, observer, policy, without }: SessionReaderParts) {
    this.#redis = redis;
    this.#recent = recent;
    this.#revocations = revocations;
    this.#observer = observer;
    this.#idle = ms(policy.idle);
    this.#slideAfter = Math.floor(this.#idle * policy.slideShare);
    this.#script = scriptWithout(without);
    this.#grace = ms(policy.grace);
    const limits = (grace: number) => [this.#idle, this.#slideAfter, grace].map(bulk).join("");
    this.#limits = { judging: limits(this.#grace), lenient: limits(never) };
    this.#turn = new Turn(most, (asking) => void this.#ask(asking));
  }

  /** As {@link RedisSessions.read}. */
  read(token: RecentToken): Promise<Read<Data>> {
    return new Promise((resolve, reject) => {
      const asking = { token, begun: performance.now(), settled: false, resolve, reject };
      this.#turn.add(asking, this.#redis.isSharded ? token.tag : "");
    });
  }

  async #ask(asking: readonly Asking<Data>[]): Promise<void> {
    try {
      const reply = (await this.#redis.readWatched(
        (client) => this.#script.callWired(client, this.#question(asking)),
        (others) => this.#askOthers(asking, others),
      )) as Item[];
      const now = reply[0] as number;
      for (let at = 0; at < asking.length; at += 1)
        this.#answer(asking[at] as Asking<Data>, reply[at + 1] as Item, now);
    } catch (error) {
      for (const one of asking) this.#fail(one, error);
    }
  }

  /** Each by itself, since one that they deny or don't know must not hold up the others. */
  #askOthers(asking: readonly Asking<Data>[], others: FallbackReader): void {
    for (const one of asking) {
      const { tag, id } = one.token;
      const question = this.#question([one]);
      const peek = async (client: RedisClient) => {
        const reply = (await peekScript.callWired(client, question)) as Item[];
        // What one can't say another may. A replay is for the primary to judge.
        if (reply[1] instanceof Error) throw reply[1];
        if (reply[1] === 3) throw new Error("The token may be a replay.");
        return reply;
      };
      const isYes = (reply: Item[]) => reply[1] !== 0 && !this.#revocations.has(tag, id);
      void others
        .ask(peek, isYes, one.begun, () => !one.settled)
        .then((reply) => this.#answer(one, reply?.[1] ?? 0, Number(reply?.[0])));
    }
  }

  /**
   * For one grace after a connection was made, no replay is judged: the primary may be another, whose clock is not the one by which the
   * times were taken.
   */
  get #limit(): string {
    return this.#redis.connectedFor < this.#grace ? this.#limits.lenient : this.#limits.judging;
  }

  #question(asking: readonly Asking<Data>[]): Wired {
    let keys = "";
    let args = "";
    for (const { token } of asking) {
      keys += token.wired.keys;
      args += token.wired.args;
    }
    const { length } = asking;
    const [first] = asking as [Asking<Data>];
    const verifiers = first.token.verifiers.length;
    return {
      slot: first.token.keys[0],
      keys: 2 * length,
      args: 4 + length * (1 + verifiers),
      text: keys + this.#limit + bulk(verifiers) + args,
    };
  }

  #answer(asking: Asking<Data>, item: Item, now: number): void {
    if (asking.settled) return;
    try {
      const read = this.#understand(asking.token, item, now);
      asking.settled = true;
      this.#observer.answered?.("read", (performance.now() - asking.begun) / 1000);
      asking.resolve(read);
    } catch (error) {
      this.#fail(asking, error);
    }
  }

  /** What the script's item for a session says (scripts/read.lua). */
  #understand(token: RecentToken, item: Item, now: number): Read<Data> {
    if (item instanceof Error) throw translate(item);
    if (!Buffer.isBuffer(item)) {
      const replayed = item === 3;
      this.#observer.read?.(replayed ? "replayed" : "none", false);
      if (replayed) this.#revocations.add("replay", { tag: token.tag, ids: [token.id] });
      return { status: "none", replayed };
    }
    let ends = 0;
    let at = 0;
    for (let byte = item[at] as number; byte > 2; byte = item[at] as number) {
      ends = ends * 10 + byte - 48;
      at += 1;
    }
    const superseded = item[at] === 2;
    const record = at + 1;
    const opened = this.#recent.open<Data>(token, item, envelopeIn(item, record));
    if (!opened) return { status: "none", replayed: false };
    const lastSeen = lastSeenIn(item, record);
    const slid = now - lastSeen >= this.#slideAfter;
    this.#observer.read?.(superseded ? "superseded" : "alive", slid);
    if (slid) this.#observer.expirySet?.(token.keys[1]);
    const { content, revision } = opened;
    const session = sessionOf(token.id, content, revision, slid ? now : lastSeen, ends, this.#idle);
    return { status: "alive", session, superseded };
  }

  #fail(asking: Asking<Data>, error: unknown): void {
    if (asking.settled) return;
    asking.settled = true;
    const fault = faultOf(error);
    this.#observer.failed?.("read", fault);
    this.#observer.answered?.("read", (performance.now() - asking.begun) / 1000);
    asking.reject(fault);
  }
}
