import { appPrefix } from "../lib/prefix.ts";
import { RedisSessions } from "../lib/session/index.ts";
import { UserDirectory } from "../lib/users/directory.ts";
import { openUserDatabase } from "../lib/users/open-database.ts";
import type { Role } from "../lib/users/user.ts";
import { readEnvironment } from "./settings.ts";
import type { Site } from "./site.ts";
import { StackError } from "./stack.ts";

/** The place of a site's people and sessions, and the secrets that read them. */
export type Where = Pick<Site, "redisUrl" | "secrets">;

/**
 * Gives the account with this email the operator's role, and ends its sessions, because each keeps
 * the role that its login had. 5 round trips.
 * @throws {StackError} if there is no such account, or if no one has shown that they read its
 * address: the person who signed up may have given an address that isn't theirs.
 */
export function makeOperator(where: Where, email: string): Promise<void> {
  return setRole(where, email, "operator");
}

/**
 * Takes the role away, and ends the sessions that have it. 5 round trips.
 * @throws {StackError} if there is no such account.
 */
export function endOperator(where: Where, email: string): Promise<void> {
  return setRole(where, email, "user");
}

async function setRole(where: Where, email: string, role: Role): Promise<void> {
  const url = await where.redisUrl();
  const { SESSION_PEPPERS, SESSION_ENVELOPE_KEYS } = await where.secrets();
  const { DATABASE_URL: databaseUrl } = readEnvironment();
  const database = openUserDatabase({ redisUrl: url, databaseUrl }, "operator");
  const sessions = new RedisSessions({
    url,
    peppers: ring(SESSION_PEPPERS),
    envelopeKeys: ring(SESSION_ENVELOPE_KEYS),
    prefix: appPrefix,
    label: "operator",
  });
  try {
    const users = new UserDirectory(database.users);
    const user = await users.findByEmail(email);
    if (!user) throw new StackError(`There is no account with the email ${email}. Sign up with it first.`);
    if (role === "operator" && !user.emailVerified) {
      throw new StackError(
        `No one has verified ${email} yet. Open the link in the message that its account page sends, then run this again.`,
      );
    }
    await users.update(user.id, { role });
    await sessions.revokeAll(user.id);
  } finally {
    await Promise.all([sessions.close(), database.close()]);
  }
}

const ring = (keys: string) => keys.split(",").map((key) => key.trim());
