import { faultOf } from "../errors.ts";
import type { SessionObserver } from "../observer.ts";
import { ms } from "../policy.ts";
import { noToken, type ReaderParts, type SessionReader } from "../reader.ts";
import { envelopeIn, lastSeenIn } from "../record.ts";
import type { RedisClient } from "../redis/client.ts";
import type { DurableRedis } from "../redis/durable.ts";
import { translate } from "../redis/errors.ts";
import type { FallbackReader } from "../redis/fallback-reader.ts";
import type { Reply, Script } from "../redis/script.ts";
import type { Revocations } from "../revocations.ts";
import { peekScript } from "../scripts.ts";
import { type Read, type SessionView, sessionOf } from "../session.ts";
import { Question } from "./question.ts";
import { type RecentToken, RecentTokens } from "./recent-tokens.ts";
import { Turn } from "./turn.ts";
import type { Wired } from "./wire.ts";

/**
 * The most sessions that one call of the script reads: it holds Redis for 0.25 to 0.35 ms
 * (docs/decisions/0014).
 */
const most = 64;

/** The script's item for one session. */
type Item = Reply | Error;

/** A read that has begun, with its caller's promise. */
interface Asking<Data, Metadata> {
  token: RecentToken;
  slide: boolean;
  begun: number;
  settled: boolean;
  resolve: (read: Read<Data, Metadata>) => void;
  reject: (error: unknown) => void;
}

/**
 * Reads sessions. Reads that begin in one turn of the event loop leave as one call of the script,
 * which divides the call's cost for this process and Redis among them. Each gets its own answer.
 * ../plain-reader.ts does the same for one session at a time: read that one first.
 */
export class FastReader<Data, Metadata> implements SessionReader<Data, Metadata> {
  readonly #redis: DurableRedis;
  readonly #recent: RecentTokens;
  readonly #revocations: Revocations;
  readonly #observer: SessionObserver;
  readonly #view: SessionView<Metadata>;
  readonly #slideAfter: number;
  readonly #script: Script;
  readonly #grace: number;
  readonly #question: Question;
  readonly #turn: Turn<Asking<Data, Metadata>>;

  constructor(parts: ReaderParts<Metadata>) {
    const { redis, revocations, observer, policy, view, script } = parts;
    this.#redis = redis;
    this.#recent = new RecentTokens(parts);
    this.#revocations = revocations;
    this.#observer = observer;
    this.#view = view;
    this.#slideAfter = Math.floor(view.idle * policy.slideShare);
    this.#script = script;
    this.#grace = ms(policy.grace);
    this.#question = new Question(policy, this.#slideAfter);
    this.#turn = new Turn(most, (asking) => void this.#ask(asking));
  }

  read(text: string, slide: boolean): Promise<Read<Data, Metadata>> {
    const token = this.#recent.parse(text);
    if (!token) return Promise.resolve(noToken);
    return new Promise((resolve, reject) => {
      const asking = { token, slide, begun: performance.now(), settled: false, resolve, reject };
      // One call of the script slides all of its sessions or none.
      this.#turn.add(asking, (slide ? "" : "-") + (this.#redis.isSharded ? token.tag : ""));
    });
  }

  async #ask(asking: readonly Asking<Data, Metadata>[]): Promise<void> {
    try {
      const reply = (await this.#redis.readWatched(
        (client) => this.#script.callWired(client, this.#wired(asking)),
        (others) => this.#askOthers(asking, others),
      )) as Item[];
      const now = reply[0] as number;
      for (let at = 0; at < asking.length; at += 1)
        this.#answer(asking[at] as Asking<Data, Metadata>, reply[at + 1] as Item, now);
    } catch (error) {
      for (const one of asking) this.#fail(one, error);
    }
  }

  /**
   * Asks for each session separately, since one that the other nodes deny or don't know must not
   * hold up the rest.
   */
  #askOthers(asking: readonly Asking<Data, Metadata>[], others: FallbackReader): void {
    for (const one of asking) {
      const { tag, id } = one.token;
      const wired = this.#wired([one]);
      const peek = async (client: RedisClient) => {
        const reply = (await peekScript.callWired(client, wired)) as Item[];
        // Another node may be able to answer. Only the primary judges a replay.
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
   * For one grace after a connection was made, no replay is judged. The primary may be a new one,
   * whose clock did not set the recorded times.
   */
  #wired(asking: readonly Asking<Data, Metadata>[]): Wired {
    return this.#question.about(asking, this.#redis.connectedFor >= this.#grace);
  }

  #answer(asking: Asking<Data, Metadata>, item: Item, now: number): void {
    if (asking.settled) return;
    try {
      const read = this.#understand(asking, item, now);
      asking.settled = true;
      this.#observer.answered?.("read", (performance.now() - asking.begun) / 1000);
      asking.resolve(read);
    } catch (error) {
      this.#fail(asking, error);
    }
  }

  /** The meaning of the script's item for a session (scripts/read.lua). */
  #understand({ token, slide }: Asking<Data, Metadata>, item: Item, now: number): Read<Data, Metadata> {
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
    if (!opened) return noToken;
    const lastSeen = lastSeenIn(item, record);
    const slid = slide && now - lastSeen >= this.#slideAfter;
    this.#observer.read?.(superseded ? "superseded" : "alive", slid);
    if (slid) this.#observer.expirySet?.(token.keys[1]);
    const { content, revision } = opened;
    const session = sessionOf(token.id, content, revision, slid ? now : lastSeen, ends, now, this.#view);
    return { status: "alive", session, superseded, remaining: session.idleExpiresAt.getTime() - now };
  }

  #fail(asking: Asking<Data, Metadata>, error: unknown): void {
    if (asking.settled) return;
    asking.settled = true;
    const fault = faultOf(error);
    this.#observer.failed?.("read", fault);
    this.#observer.answered?.("read", (performance.now() - asking.begun) / 1000);
    asking.reject(fault);
  }
}
