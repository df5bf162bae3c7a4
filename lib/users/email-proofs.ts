import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { hashPassword } from "./password-hash.ts";
import type { ProofRecords, ProofUse, Purpose } from "./proof-records.ts";
import type { StoredUser } from "./user-records.ts";

export type Begun =
  /** The caller sends `code` to `email` and to no other place. */
  | { status: "begun"; email: string; code: string }
  /** For a verification: the email is already verified. */
  | { status: "verified" }
  /**
   * For a reset: the user signs in by single sign-on only, and a reset would open a second door.
   */
  | { status: "no-password"; email: string }
  /** No such user, or no email to write to. */
  | { status: "none" };

/** A right code. To find it doesn't use it up. */
export type Found = ProofUse;

export type Reset = { status: "reset"; wasUnverified: boolean } | { status: "dead" };

/**
 * How a user verifies their email: the site sends a code to it, and accepts the code once. The code
 * is derived (HMAC-SHA-256) from a random text and a pepper. The text is kept beside the users and
 * the pepper is not, so a dump yields no code. The code covers the user's email, and for a reset
 * also the password's hash: a change of either, on any node or build, makes it worthless. Only the
 * last code for a reset counts. A second request for a verification sends the same code.
 * Every change is durable. Errors and costs in round trips are those of the {@link ProofRecords}
 * beneath.
 */
export class EmailProofs {
  readonly #records: ProofRecords;
  readonly #peppers: readonly string[];

  /** @param peppers A ring: the first derives codes, and codes of every one are accepted. */
  constructor(records: ProofRecords, peppers: readonly string[]) {
    this.#records = records;
    this.#peppers = peppers;
  }

  /** 2 steps, 1 for a verified email. */
  async beginVerification(id: string): Promise<Begun> {
    const loaded = await this.#records.load(id);
    if (!loaded?.user.email) return { status: "none" };
    if (loaded.user.emailVerified) return { status: "verified" };
    return this.#begin("verify", loaded);
  }

  /** 2 steps, 1 for a user without a password. */
  async beginReset(id: string): Promise<Begun> {
    const loaded = await this.#records.load(id);
    if (!loaded?.user.email) return { status: "none" };
    if (!loaded.password) return { status: "no-password", email: loaded.user.email };
    return this.#begin("reset", loaded);
  }

  /**
   * The user of a code that would be accepted: 2 steps at once; none for text that can't be a code.
   */
  async find(purpose: Purpose, code: string): Promise<Found | undefined> {
    const [, id = "", shown = ""] = /^([\w-]{1,64})\.([\w-]{43})$/.exec(code.trim()) ?? [];
    if (!id) return undefined;
    const [loaded, seed] = await Promise.all([this.#records.load(id), this.#records.seed(id, purpose)]);
    if (!loaded?.user.email || !seed) return undefined;
    const isRight = this.#peppers.some((pepper) => isSame(shown, derived(pepper, purpose, loaded, seed)));
    return isRight ? { ...loaded, seed } : undefined;
  }

  /**
   * Uses a code up.
   * @returns Whether this verifies the email.
   */
  verify(found: Found): Promise<boolean> {
    return this.#records.redeemVerification(found, new Date());
  }

  /**
   * Uses a code up and replaces the password: one Argon2id. The caller ends the user's sessions. If
   * the email was unverified before, it ends all of them, because another person may have signed up
   * with it.
   */
  async reset(found: Found, next: string): Promise<Reset> {
    const used = await this.#records.redeemReset(found, await hashPassword(next), new Date());
    return used === "dead"
      ? { status: "dead" }
      : { status: "reset", wasUnverified: used === "reset and verified" };
  }

  async #begin(purpose: Purpose, loaded: StoredUser): Promise<Begun> {
    const { id, email } = loaded.user;
    const seed = await this.#records.begin(id, purpose, randomBytes(32).toString("base64url"));
    if (!seed) return { status: "none" };
    const [pepper = ""] = this.#peppers;
    return { status: "begun", email, code: `${id}.${derived(pepper, purpose, loaded, seed)}` };
  }
}

function derived(pepper: string, purpose: string, { user, password }: StoredUser, seed: string): string {
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
