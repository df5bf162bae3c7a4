import type { AdapterAccount } from "next-auth/adapters";
import type { SessionStore } from "../session/index.ts";
import type { UserDirectory } from "../users/directory.ts";
import type { User } from "../users/user.ts";
import type { UserDatabase } from "../users/user-database.ts";
import { LinkedAccounts } from "./adapter/linked-accounts.ts";
import type { Claims } from "./company-claims.ts";

/*
 * This file decides which people company single sign-on signs in, and to which account. The subject
 * is the person. An address is only what the provider says of the person today. Tomorrow it may be
 * another person's.
 *
 *   1. A subject that has an account here gets into that account, whatever its address is.
 *   2. A new subject with a verified address gets the account that has verified this address, if no
 *      subject of this issuer has that account yet.
 *   3. Any other new subject with a verified address gets an account of its own. A new subject
 *      without a verified address is refused.
 *   4. The account follows the provider's name, picture and verified address. The provider proved
 *      the address a moment ago, so the address moves, even from another account. An account that
 *      is linked, or has verified the address, stays without an address: its own sign-on still
 *      leads to it. An account that only claimed the address is removed, with its password and
 *      every session.
 *
 * Each decision on an account is one atomic step of the user database (lib/users/linked-users.ts),
 * so it holds when sign-ups, sign-ons and renames run at once on several nodes.
 */

export interface SignOnParts {
  users: UserDirectory;
  sessions: Pick<SessionStore<unknown>, "revokeAll">;
  database: UserDatabase;
}

export type SignOn =
  /**
   * `removed`: another person had signed up with the address, never verified it, and lost the
   * account.
   */
  | { status: "entered"; user: User; removed: boolean }
  | { status: "refused"; reason: "unverified" | "unsaid" | "none" };

/** An account at the provider: `providerAccountId` names issuer and subject. */
export type Subject = Pick<AdapterAccount, "provider" | "providerAccountId" | "type">;

/** Other requests of the same person changed the account at each of our tries. */
class SignOnContended extends Error {
  constructor() {
    super(`Other sign-ons of the same person got in between ${tries} times. Sign on again.`);
    this.name = "SignOnContended";
  }
}

const tries = 8;

/**
 * Decides about a sign-on, and makes the account follow the provider: 2 round trips if nothing
 * changed, about 12 for a new account. Safe to repeat: the next sign-on finishes what an outage
 * interrupted.
 * @throws {RedisUnavailable} Then the person is not signed in.
 */
export async function companySignOn(parts: SignOnParts, subject: Subject, claims: Claims): Promise<SignOn> {
  const accounts = new LinkedAccounts(parts.database);
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const linked = await accounts.user(subject);
    if (linked && (linked.settled || (await accounts.settle(subject, linked.user)))) {
      return follow(parts, accounts, linked.user, claims);
    }
    if (linked) continue;
    const { address } = claims;
    if (address.status !== "verified") return { status: "refused", reason: address.status };
    const holder = await parts.users.findByEmail(address.email);
    if (holder?.emailVerified && (await accounts.link(accountOf(subject, holder), address.email))) continue;
    // If another sign-on of this person is faster, the next turn finds the account that it opened.
    await accounts.open(subject, claims.name ?? address.email);
  }
  throw new SignOnContended();
}

async function follow(
  { users, sessions, database }: SignOnParts,
  accounts: LinkedAccounts,
  user: User,
  { name, image, address }: Claims,
): Promise<SignOn> {
  const hasName = !name || name === user.name;
  const hasAddress =
    address.status !== "verified" || (address.email === user.email && user.emailVerified !== undefined);
  const hasImage = image === undefined || image === (user.image ?? "");
  if (hasName && hasImage && hasAddress) return { status: "entered", user, removed: false };

  if (!hasName || !hasImage) {
    await users.update(user.id, { ...(name ? { name } : {}), ...(image === undefined ? {} : { image }) });
  }
  // The account is barred by now, so no person can sign in to it after its sessions end
  // (create-for-user.ts).
  const remove = async (id: string) => {
    await sessions.revokeAll(id);
    await accounts.removeAllOf(id);
    await users.remove(id);
  };
  // The next sign-on takes a contended address: a linked subject gets in in any case.
  const taken = hasAddress ? undefined : await database.linked.takeEmail(user.id, address.email, remove);
  const removed = taken?.status === "taken" && taken.removed > 0;
  return { status: "entered", user: (await users.find(user.id)) ?? user, removed };
}

/** Keeps nothing else that Auth.js hands over, because that includes the provider's tokens. */
const accountOf = ({ provider, providerAccountId, type }: Subject, { id }: User): AdapterAccount => ({
  provider,
  providerAccountId,
  type,
  userId: id,
});
