import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { DurableRedis } from "../redis/durable.ts";
import type { Reply } from "../redis/script.ts";
import { userOf } from "./fields.ts";
import { passwordKey, proofKey, userKey } from "./keys.ts";
import { hashPassword } from "./password-hash.ts";
import * as scripts from "./scripts.ts";
import type { User } from "./user.ts";

/** Seconds for which a link may be used, by Redis's clock. */
export const proofLasts = { verify: 24 * 60 * 60, reset: 15 * 60 } as const;

export type Begun =
  /** `code` goes to `email` and nowhere else. */
  | { status: "begun"; email: string; code: string }
  /** Of a verification: it is verified. */
  | { status: "verified" }
  /** Of a reset: the user comes in by single sign-on only, and a reset would open a second door. */
  | { status: "no-password"; email: string }
  /** No such user, or no email to write to. */
  | { status: "none" };

/** A right code. It isn't used up by being found. */
export interface Found {
  readonly user: User;
  readonly seed: string;
  readonly password: string;
}

export type Reset = { status: "reset"; wasUnverified: boolean } | { status: "dead" };

interface Loaded {
  user: User;
  /** Empty if there is none. */
  password: string;
}

/**
 * How a user shows to read their email: a code is sent there, and comes back once. The code is derived (HMAC-SHA-256) from a random
 * text in Redis and a pepper that isn't there, so a dump of Redis makes none. It covers the user's email, and for a reset the
 * password's hash: whatever changes either, on whatever node or build, makes it worthless. Of resets only the last code counts;
 * verifications that are asked for again send the same code.
 * Costs are in round trips; every change is durable. Errors: {@link RedisUnavailable}.
 */
export class EmailProofs {
  readonly #redis: DurableRedis;
  readonly #peppers: readonly string[];

  /** @param peppers A ring: the first derives, every one is accepted. */
  constructor(redis: DurableRedis, peppers: readonly string[]) {
    this.#redis = redis;
    this.#peppers = peppers;
  }

  /** 2 round trips, 1 for an email that is verified. */
  async beginVerification(id: string): Promise<Begun> {
    const loaded = await this.#load(id);
    if (!loaded?.user.email) return { status: "none" };
    if (loaded.user.emailVerified) return { status: "verified" };
    return this.#begin("verify", loaded);
  }

  /** 2 round trips, 1 for a user without a password. */
  async beginReset(id: string): Promise<Begun> {
    const loaded = await this.#load(id);
    if (!loaded?.user.email) return { status: "none" };
    if (!loaded.password) return { status: "no-password", email: loaded.user.email };
    return this.#begin("reset", loaded);
  }

  /** Whose code it is, if it would be accepted: 2 round trips at once; none for what can't be one. */
  async find(purpose: keyof typeof proofLasts, code: string): Promise<Found | undefined> {
    const [, id = "", shown = ""] = /^([\w-]{1,64})\.([\w-]{43})$/.exec(code.trim()) ?? [];
    if (!id) return undefined;
    const [loaded, seed] = await Promise.all([this.#load(id), this.#seed(id, purpose)]);
    if (!loaded?.user.email || !seed) return undefined;
    const isRight = this.#peppers.some((pepper) => isSame(shown, derived(pepper, purpose, loaded, seed)));
    return isRight ? { ...loaded, seed } : undefined;
  }

  /** Uses a code up: 1 round trip. @returns Whether the email is verified by it. */
  async verify({ user, seed }: Found): Promise<boolean> {
    const keys: [string, string] = [userKey(user.id), proofKey(user.id, "verify")];
    const args = [seed, user.email, Date.now()];
    return (await this.#redis.write(scripts.useProofScript, keys, args)).includes(1);
  }

  /**
   * Uses a code up and replaces the password: 1 round trip and one Argon2id. The user's sessions are the caller's to end: all of them if nobody
   * had shown to read the email before, since whoever signed up with it may be somebody else.
   */
  async reset({ user, seed, password }: Found, next: string): Promise<Reset> {
    const keys: [string, string, string] = [
      userKey(user.id),
      passwordKey(user.id),
      proofKey(user.id, "reset"),
    ];
    const args = [seed, user.email, password, await hashPassword(next), Date.now()];
    const reply = (await this.#redis.write(scripts.resetPasswordScript, keys, args)).at(-1);
    return reply === 0 ? { status: "dead" } : { status: "reset", wasUnverified: reply === 2 };
  }

  async #begin(purpose: keyof typeof proofLasts, loaded: Loaded): Promise<Begun> {
    const { id, email } = loaded.user;
    const keys: [string, string] = [userKey(id), proofKey(id, purpose)];
    const args = [
      randomBytes(32).toString("base64url"),
      proofLasts[purpose] * 1000,
      purpose === "verify" ? 1 : 0,
    ];
    const seed = (await this.#redis.write(scripts.beginProofScript, keys, args)).at(-1);
    if (!seed) return { status: "none" };
    const [pepper = ""] = this.#peppers;
    return { status: "begun", email, code: `${id}.${derived(pepper, purpose, loaded, String(seed))}` };
  }

  async #load(id: string): Promise<Loaded | undefined> {
    const reply = await this.#redis.readForWrite(scripts.findScript, [userKey(id), passwordKey(id)]);
    if (!reply) return undefined;
    const [fields, password] = reply as [Buffer[], Reply];
    return { user: userOf(id, fields), password: password ? String(password) : "" };
  }

  async #seed(id: string, purpose: keyof typeof proofLasts): Promise<string | undefined> {
    const reply = await this.#redis.readForWrite(scripts.ownerScript, [proofKey(id, purpose)]);
    return reply ? String(reply) : undefined;
  }
}

function derived(pepper: string, purpose: string, { user, password }: Loaded, seed: string): string {
  return createHmac("sha256", pepper)
    .update(
      JSON.stringify([
        "unstuck email proof",
        purpose,
        user.id,
        user.email,
        seed,
        purpose === "reset" ? password : "",
      ]),
    )
    .digest("base64url");
}

const isSame = (a: string, b: string) =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
