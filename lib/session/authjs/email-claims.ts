import { createHash, randomBytes } from "node:crypto";
import { defaultPrefix } from "../keys.ts";
import type { DurableRedis } from "../redis/durable.ts";
import { Refused } from "./errors.ts";
import * as scripts from "./scripts.ts";

interface Claim {
  readonly userId: string;
  /**
   * Identifies this claim alone, even among those of one user: what a request found out about an
   * earlier claim is void.
   */
  readonly nonce: string;
}

/** The number of attempts after which a claim gives up, if other requests changed it each time. */
const tries = 16;

/**
 * Which user an email leads to. A user has an email if and only if the user's record says so and
 * the claim leads to that user. The record is written first. So a claim that its user's record
 * doesn't confirm is free for others, and an outage in between blocks no one.
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
   * Claims an email for a user whose record contains it: 1 round trip, durable, and 3 more if a
   * claim existed.
   * @param hasIt Whether the record of another user contains this email.
   * @returns False if another user has it.
   */
  async claim(email: string, userId: string, hasIt: (other: string) => Promise<boolean>): Promise<boolean> {
    const own = JSON.stringify({ userId, nonce: randomBytes(12).toString("base64url") } satisfies Claim);
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const put = await this.#redis.write(scripts.putNewScript, [this.#keyOf(email)], [own, 0]);
      // If it was sent twice after a lost connection, the second reply shows the claim that the
      // first one wrote.
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

  /** Hashes the email, since it needn't be readable in a list of keys. */
  #keyOf(email: string): string {
    const hash = createHash("sha256")
      .update(`unstuck authjs email ${canonical(email)}`)
      .digest("base64url");
    return `${this.#prefix}:authjs-email:${hash}`;
  }
}

/** Emails are compared as people read them: case and Unicode composition do not matter. */
export const sameEmail = (a: string, b: string): boolean => canonical(a) === canonical(b);

const canonical = (email: string) => email.trim().normalize("NFC").toLowerCase();
