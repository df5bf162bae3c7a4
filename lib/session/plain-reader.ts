/*
 * A read: one call of one script, which finds the session, checks that its user's index lists it,
 * and slides its idle end. If the primary does not answer, replicas that the Sentinels consider in
 * step may answer. A read never says "none" unless Redis said so.
 */
import { nonceOf, openBytes } from "./envelope.ts";
import { observed } from "./observer.ts";
import { ms } from "./policy.ts";
import {
  never,
  noToken,
  type ReaderParts,
  type SessionReader,
  type ShownToken,
  shownToken,
} from "./reader.ts";
import { splitRecord } from "./record.ts";
import type { RedisClient } from "./redis/client.ts";
import { translate } from "./redis/errors.ts";
import type { Reply, Script } from "./redis/script.ts";
import { Revision } from "./revision.ts";
import { peekScript } from "./scripts.ts";
import { type Read, sessionOf } from "./session.ts";

/**
 * The script's item for one session (scripts/read.lua): 0, 3, an error, or its absolute end, a mark
 * and the record.
 */
type Item = number | Buffer | Error;

/**
 * Reads a session by one call of the script. Start here to see what a read is: fast/reader.ts does
 * the same for many sessions at once, and builds and opens less. Both pass the same tests.
 */
export class PlainReader<Data, Metadata> implements SessionReader<Data, Metadata> {
  readonly #parts: ReaderParts<Metadata>;

  constructor(parts: ReaderParts<Metadata>) {
    this.#parts = parts;
  }

  async read(text: string, slide: boolean): Promise<Read<Data, Metadata>> {
    const token = shownToken(text, this.#parts);
    if (!token) return noToken;
    return observed(this.#parts.observer, "read", async () => {
      const [now, item] = await this.#ask(token, slide);
      return this.#understand(token, item, Number(now), slide);
    });
  }

  /** Asks the primary, and also the replicas that may be trusted if the primary does not answer. */
  async #ask({ keys, tag, id, verifiers }: ShownToken, slide: boolean): Promise<[now: number, item: Item]> {
    const { redis, policy, script, revocations } = this.#parts;
    const slideAfter = slide ? Math.floor(ms(policy.idle) * policy.slideShare) : never;
    // After a connection to a primary with another clock, no replay is judged for one grace.
    const grace = () => (redis.connectedFor < ms(policy.grace) ? never : ms(policy.grace));
    const call = (one: Script, client: RedisClient) =>
      one.call(client, keys, [ms(policy.idle), slideAfter, grace(), verifiers.length, id, ...verifiers]);
    const peek = async (client: RedisClient) => {
      const reply = await call(peekScript, client);
      const [, item] = reply as unknown as [number, Item];
      // Another node may be able to answer. Only the primary judges a replay.
      if (item instanceof Error || item === 3) throw new Error("This node can't say.");
      return revocations.has(tag, id) ? [0, 0] : reply;
    };
    const isYes = (reply: Reply) => (reply as unknown as [number, Item])[1] !== 0;
    const reply = await redis.readOutlivingPrimary((client) => call(script, client), peek, isYes);
    return (reply ?? [0, 0]) as unknown as [number, Item];
  }

  #understand(token: ShownToken, item: Item, now: number, slide: boolean): Read<Data, Metadata> {
    const { observer, revocations, policy, envelopeKeys, view } = this.#parts;
    if (item instanceof Error) throw translate(item);
    if (!Buffer.isBuffer(item)) {
      const replayed = item === 3;
      observer.read?.(replayed ? "replayed" : "none", false);
      if (replayed) revocations.add("replay", { tag: token.tag, ids: [token.id] });
      return { status: "none", replayed };
    }
    const mark = item.findIndex((byte) => byte <= 2);
    const ends = Number(item.toString("latin1", 0, mark));
    const superseded = item[mark] === 2;
    const { lastSeen, envelope } = splitRecord(item.subarray(mark + 1));
    const packed = openBytes(envelope, token.id, envelopeKeys);
    if (!packed) return noToken;
    const slid = slide && now - lastSeen >= Math.floor(ms(policy.idle) * policy.slideShare);
    observer.read?.(superseded ? "superseded" : "alive", slid);
    if (slid) observer.expirySet?.(token.keys[1]);
    const revision = new Revision<Data>(nonceOf(envelope), packed);
    const seen = slid ? now : lastSeen;
    const session = sessionOf<Data, Metadata>(token.id, revision.content(), revision, seen, ends, now, view);
    return { status: "alive", session, superseded, remaining: session.idleExpiresAt.getTime() - now };
  }
}
