import type { AdapterSession, AdapterUser } from "@auth/core/adapters";
import type { NewSession, Session, SessionStore } from "../session.ts";
import { Missing } from "./errors.ts";
import type { SessionIndex } from "./session-index.ts";
import type { AuthjsUsers } from "./users.ts";

/** The fields of a session of the store besides its user. */
export type Login<Data, Metadata = undefined> = Omit<NewSession<Data, Metadata>, "user">;

export interface SessionParts<Data, Metadata = undefined> {
  readonly index: SessionIndex;
  readonly sessions: Pick<SessionStore<Data, Metadata>, "create" | "read" | "revoke">;
  readonly users: Pick<AuthjsUsers, "find">;
  readonly login: (user: AdapterUser) => Login<Data, Metadata> | Promise<Login<Data, Metadata>>;
}

/**
 * Auth.js's sessions as sessions of the store, each found by the token that Auth.js made.
 * Costs are in round trips.
 */
export class AuthjsSessions<Data, Metadata = undefined> {
  readonly #parts: SessionParts<Data, Metadata>;

  constructor(parts: SessionParts<Data, Metadata>) {
    this.#parts = parts;
  }

  /**
   * 4 round trips, 2 of them durable.
   * @throws {Missing} when the user is gone, or goes meanwhile.
   */
  async create({ sessionToken, userId, expires }: AdapterSession): Promise<AdapterSession> {
    const { index, sessions, users, login } = this.#parts;
    const user = await users.find(userId);
    if (!user) throw new Missing(`User ${userId}`);
    const { token, session } = await sessions.create({ ...(await login(user)), user: userId } as NewSession<
      Data,
      Metadata
    >);
    const until = earlier(expires, session.expiresAt);
    await index.put(sessionToken, { userId, expires: until, token });
    // The removal of a user ends the user's sessions afterwards. Either it includes this session,
    // or this look-up finds the user gone.
    if (await users.find(userId)) return { sessionToken, userId, expires: until };
    await sessions.revoke({ token });
    throw new Missing(`User ${userId}`);
  }

  /**
   * 2 round trips, or 1 for a token that leads to no session. It slides the idle end, as each read
   * of the store does.
   */
  async find(sessionToken: string): Promise<{ session: AdapterSession; user: AdapterUser } | null> {
    const entry = await this.#parts.index.find(sessionToken);
    if (!entry) return null;
    const { userId, expires } = entry;
    const [session, user] = await Promise.all([this.#read(entry), this.#parts.users.find(userId)]);
    return session && user ? { session: { sessionToken, userId, expires }, user } : null;
  }

  /**
   * Moves the end to the time that Auth.js asks for, but never past the absolute one: 3 round
   * trips, 1 of them durable.
   */
  async update({
    sessionToken,
    expires,
  }: Pick<AdapterSession, "sessionToken"> & { expires?: Date }): Promise<AdapterSession | null> {
    const entry = await this.#parts.index.find(sessionToken);
    const session = entry && (await this.#read(entry));
    if (!session) return null;
    const until = earlier(expires ?? entry.expires, session.expiresAt);
    const isThere = await this.#parts.index.change(sessionToken, { ...entry, expires: until });
    return isThere ? { sessionToken, userId: entry.userId, expires: until } : null;
  }

  /** 3 round trips, 2 of them durable. */
  async remove(sessionToken: string): Promise<AdapterSession | null> {
    const entry = await this.#parts.index.find(sessionToken);
    if (!entry) return null;
    // The session goes first: if the second step fails, the token leads to one that has ended.
    await this.#parts.sessions.revoke({ token: entry.token });
    await this.#parts.index.remove(sessionToken);
    return { sessionToken, userId: entry.userId, expires: entry.expires };
  }

  async #read({
    token,
    userId,
  }: {
    token: string;
    userId: string;
  }): Promise<Session<Data, Metadata> | undefined> {
    const found = await this.#parts.sessions.read(token);
    return found.status === "alive" && found.session.user === userId ? found.session : undefined;
  }
}

const earlier = (a: Date, b: Date) => (a < b ? a : b);
