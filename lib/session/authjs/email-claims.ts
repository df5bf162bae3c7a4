import { createHash, randomBytes } from "node:crypto";
import { defaultPrefix } from "../keys.ts";
import type { DurableRedis } from "../redis/durable.ts";
import { Refused } from "./errors.ts";
import * as scripts from "./scripts.ts";

interface Claim {
  readonly userId: string;
  /**
   * Of this claim alone, also among those of one user: what was found out
   * about an earlier one is void.
   */
  readonly nonce: string;
}

/** Other requests changed the claim at each of so many tries. */
const tries = 16;

/**
 * Which user an email leads to. A user has an email if and only if their record says so and the
 * claim leads to them; the record is written first. So a claim that its user doesn't back is free
 * for others, and an outage in between bars nobody.
 */
export class EmailClaims {
  readonly #redis: DurableRedis;
  readonly #prefix: string;

  constructor(redis: DurableRedis, prefix: string = defaultPrefix) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  /** 1 round trip. */
  async owner(email: string): Promise<string | undefined> {
    return (await this.#find(email))?.claim.userId;
  }

  /**
   * Claims an email for a user whose record says it: 1 round trip, durable, 3
   * more where there was a claim.
   * @param hasIt Whether the record of another user says this email.
   * @returns False if another has it.
   */
  async claim(email: string, userId: string, hasIt: (other: string) => Promise<boolean>): Promise<boolean> {
    const own = JSON.stringify({ userId, nonce: randomBytes(12).toString("base64url") } satisfies Claim);
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const put = await this.#redis.write(scripts.putNewScript, [this.#keyOf(email)], [own, 0]);
      // Sent twice after a lost connection, the second reply shows what the first wrote.
      const there = put.at(-1);
      if (!there || String(there) === own) return true;
      const claim = JSON.parse(String(there)) as Claim;
      if (claim.userId !== userId && (await hasIt(claim.userId))) return false;
      const taken = await this.#redis.write(
        scripts.replaceScript,
        [this.#keyOf(email)],
        [there as Buffer, own],
      );
      if (taken.includes(1)) return true;
    }
    throw new Refused(`Others took this email at each of ${tries} tries. Try again`);
  }

  /** Gives a claim up, if it is this user's: 2 round trips, durable. */
  async release(email: string, userId: string): Promise<void> {
    const found = await this.#find(email);
    if (found?.claim.userId !== userId) return;
    await this.#redis.write(scripts.dropScript, [this.#keyOf(email)], [found.content]);
  }

  async #find(email: string): Promise<{ claim: Claim; content: Buffer } | undefined> {
    const content = (await this.#redis.read(scripts.getScript, [this.#keyOf(email)])) as Buffer | null;
    return content ? { claim: JSON.parse(String(content)) as Claim, content } : undefined;
  }

  /** Hashed, since an email needn't be readable in a list of keys. */
  #keyOf(email: string): string {
    const hash = createHash("sha256")
      .update(`unstuck authjs email ${canonical(email)}`)
      .digest("base64url");
    return `${this.#prefix}:authjs-email:${hash}`;
  }
}

/** Emails are compared as they are read: without regard to case and composition. */
export const sameEmail = (a: string, b: string): boolean => canonical(a) === canonical(b);

const canonical = (email: string) => email.trim().normalize("NFC").toLowerCase();
