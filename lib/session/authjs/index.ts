/**
 * Auth.js on the session store: the `Adapter` contract, with users, accounts, verification tokens
 * and authenticators in the same Redis.
 *
 * @example
 * const adapter = authjsAdapter({
 *   redis,
 *   sessions,
 *   login: ({ name }) => ({ data: { name }, metadata: { device } }),
 * });
 * NextAuth({ adapter, session: { strategy: "database" }, providers });
 */
import type { Adapter, AdapterAccount, AdapterAuthenticator } from "@auth/core/adapters";
import type { DurableRedis } from "../redis/durable.ts";
import type { SessionStore } from "../session.ts";
import { Missing, Refused } from "./errors.ts";
import { RedisOwnedRecords } from "./owned-records.ts";
import { SessionIndex } from "./session-index.ts";
import { AuthjsSessions, type SessionParts } from "./sessions.ts";
import { AuthjsUsers } from "./users.ts";
import { VerificationTokens } from "./verification-tokens.ts";

export { Missing, Refused } from "./errors.ts";
export type { Login } from "./sessions.ts";

export interface AuthjsAdapterOptions<Data, Metadata = undefined> {
  readonly redis: DurableRedis;
  readonly sessions: SessionStore<Data, Metadata>;
  /** Gives the content of this user's new session, and the metadata of the login and its node. */
  readonly login: SessionParts<Data, Metadata>["login"];
  /** The beginning of the keys: the same as the store's. Default `unstuck`. */
  readonly prefix?: string;
}

/** The contract with all of its methods. */
export type CompleteAdapter = Required<Adapter>;

/**
 * An adapter that returns what Auth.js gives it unchanged: ids, images and session tokens. Its
 * sessions are ordinary sessions of the store: they are listed and revoked beside others, and have
 * the idle and absolute timeouts. Spread the adapter and replace methods to keep users elsewhere.
 * Reading a session costs 2 round trips.
 * @throws {RedisUnavailable} from each method, which never returns null instead.
 */
export function authjsAdapter<Data, Metadata = undefined>(
  options: AuthjsAdapterOptions<Data, Metadata>,
): CompleteAdapter {
  const { redis, sessions, login, prefix } = options;
  const users = new AuthjsUsers(redis, prefix);
  const accounts = new RedisOwnedRecords<AdapterAccount>(redis, "authjs-account", prefix);
  const authenticators = new RedisOwnedRecords<AdapterAuthenticator>(redis, "authjs-authenticator", prefix);
  const verificationTokens = new VerificationTokens(redis, prefix);
  const ownSessions = new AuthjsSessions<Data, Metadata>({
    index: new SessionIndex(redis, prefix),
    sessions,
    users,
    login,
  });

  return {
    createUser: (user) => users.create(user),
    getUser: async (id) => (await users.find(id)) ?? null,
    getUserByEmail: async (email) => (await users.findByEmail(email)) ?? null,
    async getUserByAccount(account) {
      const found = await accounts.find(idOf(account));
      return (found && (await users.find(found.userId))) ?? null;
    },
    updateUser: (user) => users.update(user),
    /**
     * The user goes first, so that no login follows the end of the sessions. A repeated call
     * finishes one that an outage cut short.
     */
    async deleteUser(id) {
      const user = await users.remove(id);
      await sessions.revokeAll(id);
      await accounts.removeAllOf(id);
      await authenticators.removeAllOf(id);
      return user ?? null;
    },

    async linkAccount(account) {
      const id = idOf(account);
      const { userId } = account;
      const { userId: owner } = await accounts.add(id, account);
      const own = (found: AdapterAccount) => (found.userId === userId ? account : found);
      if (owner === userId) await accounts.update(id, own);
      else if (!(await users.find(owner))) await accounts.replace(id, owner, account);
      if ((await accounts.find(id))?.userId === userId) return account;
      throw new Refused("This account at the provider belongs to another user");
    },
    unlinkAccount: (account) => accounts.remove(idOf(account)),
    getAccount: async (providerAccountId, provider) =>
      (await accounts.find(idOf({ provider, providerAccountId }))) ?? null,

    createSession: (session) => ownSessions.create(session),
    getSessionAndUser: (sessionToken) => ownSessions.find(sessionToken),
    updateSession: (session) => ownSessions.update(session),
    deleteSession: (sessionToken) => ownSessions.remove(sessionToken),

    createVerificationToken: (token) => verificationTokens.create(token),
    useVerificationToken: (shown) => verificationTokens.use(shown),

    getAuthenticator: async (credentialID) => (await authenticators.find(credentialID)) ?? null,
    async createAuthenticator(authenticator) {
      const there = await authenticators.add(authenticator.credentialID, authenticator);
      if (there.userId === authenticator.userId) return there;
      throw new Refused("This authenticator belongs to another user");
    },
    listAuthenticatorsByUserId: (userId) => authenticators.of(userId),
    async updateAuthenticatorCounter(credentialID, counter) {
      const updated = await authenticators.update(credentialID, (authenticator) => ({
        ...authenticator,
        // A falling counter shows a cloned authenticator. A slow request must not hide it.
        counter: Math.max(authenticator.counter, counter),
      }));
      if (updated) return updated;
      throw new Missing(`Authenticator ${credentialID}`);
    },
  };
}

/** The name of a provider has no line break, so one provider's id can't be read as another's. */
const idOf = ({ provider, providerAccountId }: Pick<AdapterAccount, "provider" | "providerAccountId">) =>
  `${provider}\n${providerAccountId}`;
