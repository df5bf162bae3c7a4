import { randomBytes } from "node:crypto";
import type { DurableRedis } from "../../session/redis/durable.ts";
import {
  type EmailTaken,
  type Link,
  type LinkedUser,
  type LinkedUsers,
  openLives,
  takeTries,
} from "../linked-users.ts";
import { fieldIn, fieldsOf, userOf } from "./fields.ts";
import { emailKey, fenceKey, passwordKey, userKey } from "./keys.ts";
import * as scripts from "./scripts.ts";
import { type Claim, type Patience, patience, release, takeEmail } from "./take-email.ts";

/**
 * Users whom a provider knows, in Redis. The link is in the user's own fields, so that one script
 * decides on it together with the email. Costs are in round trips. Errors:
 * {@link RedisUnavailable}.
 */
export class RedisLinkedUsers implements LinkedUsers {
  readonly #redis: DurableRedis;
  readonly #patience: Patience;

  constructor(redis: DurableRedis, changes: Partial<Patience> = {}) {
    this.#redis = redis;
    this.#patience = { ...patience, ...changes };
  }

  /**
   * Opens an account without an email: 1 round trip. It expires after a minute unless it is linked.
   * @returns Its id.
   */
  async open(name: string, link: Link): Promise<string> {
    const id = randomBytes(16).toString("base64url");
    const fields = [...fieldsOf({ name, role: "user" }), fieldOf(link), link.subject];
    await this.#redis.write(scripts.openScript, [userKey(id)], [openLives, ...fields]);
    return id;
  }

  /** The user, unless it is another subject's: 1 round trip. */
  async find(id: string, link: Link): Promise<LinkedUser | undefined> {
    const reply = await this.#redis.readForWrite(scripts.findScript, [userKey(id)]);
    if (!reply) return undefined;
    const [fields] = reply as [Buffer[]];
    const user = userOf(id, fields);
    const subject = fieldIn(fields, fieldOf(link));
    if (subject !== undefined && subject !== link.subject) return undefined;
    return { user, settled: subject !== undefined && user.email !== "" };
  }

  /**
   * Links a user permanently: 1 round trip. If two subjects of one issuer try at once, on any
   * nodes, one is refused.
   * @param verified The email that an unlinked user must have verified.
   */
  async link(id: string, link: Link, verified = ""): Promise<boolean> {
    const args = [fieldOf(link), link.subject, verified];
    return (await this.#redis.write(scripts.linkScript, [userKey(id)], args)).includes(1);
  }

  /** 1 round trip. */
  async unlink(id: string, link: Link): Promise<void> {
    await this.#redis.write(scripts.unlinkScript, [userKey(id)], [fieldOf(link), link.subject]);
  }

  /**
   * Gives a user the email that a provider has just proved to be theirs, even if another user has
   * it. Costs 5 round trips, 1 more for another user who had it, and 1 for an email that the user
   * had before. A linked or verified account loses it and stays. An account that only claimed it is
   * barred and passed to `remove`.
   * @param email As `normalizeEmail` gives it.
   */
  async takeEmail(id: string, email: string, remove: (id: string) => Promise<void>): Promise<EmailTaken> {
    const propose = (nonce: string) =>
      this.#redis.write(scripts.proposeScript, [userKey(id)], [email, nonce]);
    let removed = 0;
    for (let attempt = 0; attempt < takeTries; attempt += 1) {
      const claim = await this.#claimTo(email);
      const yielded = claim && claim.owner !== id ? await this.#yield(claim, email) : "hasn't";
      if (claim && yielded === "barred") {
        await remove(claim.owner);
        removed += 1;
      }
      const without = yielded === "hasn't" ? undefined : claim;
      const taken = await takeEmail(this.#redis, id, email, propose, this.#patience, without);
      if (taken.status === "none") return taken;
      if (taken.status === "taken") continue;
      if (taken.before) await release(this.#redis, id, taken.before);
      const args = [email, Date.now()];
      await this.#redis.write(scripts.proveScript, [userKey(id)], args);
      return { status: "taken", removed };
    }
    return { status: "contended" };
  }

  async #claimTo(email: string): Promise<Claim | undefined> {
    const keys: [string, string] = [emailKey(email), fenceKey(email)];
    const claim = await this.#redis.readForWrite(scripts.claimedScript, keys);
    if (!claim) return undefined;
    const [owner = "", fence = ""] = (claim as Buffer[]).map(String);
    return { owner, fence };
  }

  async #yield({ owner, fence }: Claim, email: string): Promise<"hasn't" | "yielded" | "barred"> {
    const keys: [string, string] = [userKey(owner), passwordKey(owner)];
    const ask = (at: string) => this.#redis.write(scripts.yieldScript, keys, [email, at]);
    let replies = await ask(fence);
    // The owner claimed it once more and hasn't committed yet, so the owner's hash names an earlier
    // claim.
    const earlier = replies.findLast((reply) => Buffer.isBuffer(reply));
    if (earlier) replies = await ask(String(earlier));
    if (replies.includes(2)) return "barred";
    return replies.includes(1) ? "yielded" : "hasn't";
  }
}

const fieldOf = ({ issuer }: Link) => `link:${issuer}`;
