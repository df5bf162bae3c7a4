import { createHash, randomBytes } from "node:crypto";
import { appPrefix } from "../../prefix.ts";
import { putNewScript } from "../../session/authjs/scripts.ts";
import type { DurableRedis } from "../../session/redis/durable.ts";
import type { CompanySignIn } from "../session-metadata.ts";
import * as scripts from "./scripts.ts";

/**
 * Seconds for which a logout is remembered. A sign-on takes far less time from its ID token to its
 * session.
 */
const remembered = 24 * 60 * 60;
/**
 * Milliseconds for which an accepted token isn't accepted again: longer than any token is valid
 * (logout-token.ts).
 */
const acceptedFor = 20 * 60_000;
const shards = 64;

/**
 * The logouts that a provider announced, and the user of each session at the provider. With both, a
 * logout wins over a sign-on that is under way, whichever nodes they reach:
 *
 *   a sign-on   1. notes whose session it is
 *               2. creates the session
 *               3. looks for a logout, and ends the session if there is one
 *   a logout    1. is noted
 *               2. finds the sessions
 *               3. ends them
 *
 * If the logout's step 1 comes first, the sign-on's step 3 finds it. If the sign-on's step 2 comes
 * first, the logout's step 2 finds the session. The browser gets its session only after step 3. The
 * one that the provider issued later counts, by the provider's clock. Within one second, the logout
 * counts.
 *
 * Both are in a few keys without a TTL, so that `volatile-lru` evicts none of them. Each write
 * clears entries that are over. Costs are in round trips, and every write is durable. Errors:
 * {@link RedisUnavailable}.
 */
export class CompanyLogouts {
  readonly #redis: DurableRedis;
  readonly #sessionLives: number;

  /** @param sessionLives Seconds that a session of this site lives at most. */
  constructor(redis: DurableRedis, sessionLives: number) {
    this.#redis = redis;
    this.#sessionLives = sessionLives;
  }

  /**
   * Notes the user of a session at the provider: 1 round trip, none if the provider doesn't name
   * the session.
   */
  async expect({ sid }: CompanySignIn, user: string): Promise<void> {
    if (sid === undefined) return;
    const keys: [string, string] = [keyOf("sids", sid), keyOf("sid-ends", sid)];
    await this.#redis.write(scripts.noteSidScript, keys, [sid, user, this.#sessionLives * 1000]);
  }

  /**
   * Whether the provider has ended the session that this sign-in began: 1 round trip for two
   * queries.
   */
  async hasEnded({ subject, sid, issuedAt }: CompanySignIn): Promise<boolean> {
    const ids = sid === undefined ? [subject] : [subject, sid];
    const ends = await Promise.all(ids.map((id) => this.#endOf(id)));
    return ends.some((end) => end !== undefined && issuedAt <= end);
  }

  /**
   * Notes that the provider ended a session or a subject (its id) at a second of its clock: 1
   * round trip. Safe to repeat.
   */
  async note(id: string, at: number): Promise<void> {
    await this.#redis.write(scripts.noteLogoutScript, [keyOf("logouts", id)], [id, at, remembered]);
  }

  /** The user of a session at the provider: 1 round trip. */
  async userOf(sid: string): Promise<string | undefined> {
    const user = await this.#redis.readForWrite(scripts.getSidScript, [keyOf("sids", sid)], [sid]);
    return user ? String(user) : undefined;
  }

  /**
   * Redis's time in seconds, and whether a logout token was accepted before: 1 round trip.
   * @param jti As {@link idOf} gives it.
   */
  async judge(jti: string): Promise<{ now: number; accepted: boolean }> {
    const reply = await this.#redis.readForWrite(scripts.judgeTokenScript, [tokenKey(jti)]);
    const [now, accepted] = reply as [Buffer, number];
    return { now: Number(String(now)), accepted: accepted === 1 };
  }

  /** Accepts a logout token: 1 round trip. If two nodes try at once, one of them succeeds. */
  async accept(jti: string): Promise<boolean> {
    const own = randomBytes(9).toString("base64url");
    const replies = await this.#redis.write(putNewScript, [tokenKey(jti)], [own, acceptedFor]);
    // If a lost connection makes it write twice, the second reply shows what the first wrote.
    return replies.every((reply) => !reply || String(reply) === own);
  }

  async #endOf(id: string): Promise<number | undefined> {
    const end = await this.#redis.readForWrite(scripts.getLogoutScript, [keyOf("logouts", id)], [id]);
    return end ? Number(String(end)) : undefined;
  }
}

/** An id of the provider's, with its kind: no `sid` can be read as a subject or as a token's id. */
export function idOf(kind: "subject" | "sid" | "jti", issuer: string, value: string): string {
  return createHash("sha256")
    .update(JSON.stringify(["unstuck company", kind, issuer, value]))
    .digest()
    .toString("base64url", 0, 18);
}

function keyOf(kind: "logouts" | "sids" | "sid-ends", id: string): string {
  const shard = createHash("sha256").update(id).digest().readUInt8(0) % shards;
  return `${appPrefix}:{company:${shard}}:${kind}`;
}

const tokenKey = (jti: string) => `${appPrefix}:logout-token:${jti}`;
