import type { AdapterAuthenticator, AdapterSession, AdapterUser } from "next-auth/adapters";
import { appPrefix } from "../prefix.ts";
import { type CompleteAdapter, Missing, Refused } from "../session/authjs/index.ts";
import { VerificationTokens } from "../session/authjs/verification-tokens.ts";
import type { DurableRedis } from "../session/redis/durable.ts";
import type { UserDirectory } from "../users/directory.ts";
import type { User } from "../users/user.ts";
import type { UserDatabase } from "../users/user-database.ts";
import { LinkedAccounts } from "./adapter/linked-accounts.ts";
import { sealToken, unsealToken } from "./iron.ts";
import type { AppSession, AppSessions } from "./sessions.ts";

export interface AdapterParts {
  users: UserDirectory;
  sessions: AppSessions;
  redis: DurableRedis;
  database: UserDatabase;
  /**
   * Begins a session for this request's browser; undefined if the user was
   * removed at the same moment.
   */
  begin(user: User): Promise<{ token: string; session: AppSession } | undefined>;
}

/**
 * Auth.js on this app's stores. Its sessions are ordinary ones: the store lists and caps them, ends
 * them by idle and absolute timeout, and revokes them together with those of the password door. The
 * session token of Auth.js is the sealed cookie value. The adapter makes it, because Auth.js
 * doesn't know the user when it makes one. So a forged cookie costs Redis nothing at this door
 * either.
 *
 * Each store states its costs in Redis round trips. The adapter passes on errors of the stores
 * unchanged, so that authjs.ts can recognize an outage.
 */
export function adapter({ users, sessions, redis, database, begin }: AdapterParts): CompleteAdapter {
  const accounts = new LinkedAccounts(database);
  const authenticators = database.owned<AdapterAuthenticator>("authenticator");
  const verificationTokens = new VerificationTokens(redis, appPrefix);

  return {
    async createUser({ email, name, image, emailVerified }) {
      const created = await users.create({
        email,
        name: name || email,
        ...(image ? { image } : {}),
        ...(emailVerified ? { emailVerified } : {}),
      });
      if (created.status !== "created") throw new Refused(`A user with this email: ${created.status}`);
      return shown(created.user);
    },
    async getUser(id) {
      return shownOrNull(await users.find(id));
    },
    async getUserByEmail(email) {
      return shownOrNull(await users.findByEmail(email));
    },
    /** 2 round trips. An account whose user is gone, or another account's, leads nowhere. */
    async getUserByAccount(account) {
      return shownOrNull((await accounts.user(account))?.user);
    },
    async updateUser({ id, email, name, image, emailVerified }) {
      const changed = await users.update(id, {
        ...(email ? { email } : {}),
        ...(name ? { name } : {}),
        ...(image === undefined ? {} : { image: image ?? "" }),
        ...(emailVerified ? { emailVerified } : {}),
      });
      if (changed.status === "none") throw new Missing(`User ${id}`);
      if (changed.status !== "changed") throw new Refused(`User ${id} with this email: ${changed.status}`);
      return shown(changed.user);
    },
    /**
     * Removes the user first, so that no login follows the sign-out everywhere. If an outage
     * interrupts it, a second call does the rest.
     */
    async deleteUser(id) {
      await users.remove(id);
      await sessions.revokeAll(id);
      await accounts.removeAllOf(id);
      await authenticators.removeAllOf(id);
    },

    async linkAccount(account) {
      if (await accounts.link(account)) return account;
      throw new Refused(
        "This account at the provider belongs to another user here, or the user has another account there",
      );
    },
    async unlinkAccount(account) {
      return accounts.unlink(account);
    },
    async getAccount(providerAccountId, provider) {
      return (await accounts.record({ provider, providerAccountId })) ?? null;
    },

    async createSession({ userId }) {
      const user = await users.find(userId);
      if (!user) throw new Missing(`User ${userId}`);
      const begun = await begin(user);
      if (!begun) throw new Missing(`User ${userId}`);
      const { token, session } = begun;
      return sessionOf((await sealToken(token)).value, session);
    },
    /**
     * 1 round trip: the session holds everything that is shown of its user. No round trip for a
     * cookie that this site didn't seal.
     */
    async getSessionAndUser(sealed) {
      const token = await unsealToken(sealed);
      if (!token) return null;
      const found = await sessions.read(token);
      if (found.status !== "alive") return null;
      const { session } = found;
      const { email, name } = session.data;
      return {
        session: sessionOf(sealed, session),
        user: { id: session.user, email, name, image: null, emailVerified: null },
      };
    },
    /** Nothing to do: reading a session slides it, and its absolute end can't be moved. */
    async updateSession() {
      return null;
    },
    async deleteSession(sealed) {
      const token = await unsealToken(sealed);
      if (token) await sessions.revoke({ token });
    },

    createVerificationToken: (token) => verificationTokens.create(token),
    useVerificationToken: (shown) => verificationTokens.use(shown),

    async getAuthenticator(credentialID) {
      return (await authenticators.find(credentialID)) ?? null;
    },
    async createAuthenticator(authenticator) {
      const there = await authenticators.add(authenticator.credentialID, authenticator);
      if (there.userId !== authenticator.userId)
        throw new Error("This authenticator belongs to another user.");
      return there;
    },
    async listAuthenticatorsByUserId(userId) {
      return authenticators.of(userId);
    },
    async updateAuthenticatorCounter(credentialID, counter) {
      const updated = await authenticators.update(credentialID, (authenticator) => ({
        ...authenticator,
        // A counter that falls reveals a cloned authenticator. A slow request must not hide that.
        counter: Math.max(authenticator.counter, counter),
      }));
      if (!updated) throw new Missing(`Authenticator ${credentialID}`);
      return updated;
    },
  };
}

const sessionOf = (sessionToken: string, session: AppSession): AdapterSession => ({
  sessionToken,
  userId: session.user,
  expires: session.expiresAt,
});

const shown = ({ id, email, name, image, emailVerified }: User): AdapterUser => ({
  id,
  email,
  name,
  image: image ?? null,
  emailVerified: emailVerified ?? null,
});

const shownOrNull = (user: User | undefined): AdapterUser | null => (user ? shown(user) : null);
