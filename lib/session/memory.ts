import { tagOf } from "./keys.ts";
import { policy, type SessionPolicy } from "./policy.ts";
import type {
  ListedSession,
  NewSession,
  Read,
  ReadOptions,
  Rotated,
  Session,
  SessionStore,
  Updated,
} from "./session.ts";
import { formatToken, newToken, parseToken } from "./token.ts";

interface Entry<Data> {
  token: string;
  /** The tokens before it, newest first, and when the one after each was first shown. */
  former: { token: string; successorShown: number | undefined }[];
  /** When the current token was given for the second time. */
  reissued: number | undefined;
  session: Session<Data>;
}

/**
 * Sessions in this process's memory: what most apps begin with, and why they log people out on a second node. It is the
 * negative control of the claims in e2e/ and the model of the store's tests, and no login should depend on it.
 */
export class MemorySessions<Data> implements SessionStore<Data> {
  readonly #policy: SessionPolicy;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry<Data>>();

  /** @param now Milliseconds; tests set it. */
  constructor(changes: Partial<SessionPolicy> = {}, now: () => number = Date.now) {
    this.#policy = policy(changes);
    this.#now = now;
  }

  async create(login: NewSession<Data>): Promise<{ token: string; session: Session<Data> }> {
    const token = newToken(tagOf(login.user));
    const now = this.#now();
    const session: Session<Data> = {
      ...login,
      data: structuredClone(login.data),
      id: token.id,
      createdAt: new Date(now),
      expiresAt: new Date(now + this.#policy.absolute * 1000),
      readAt: new Date(now),
      ...this.#seen(now, now + this.#policy.absolute * 1000),
      revision: {},
    };
    const others = this.#of(login.user);
    for (const oldest of others.slice(0, Math.max(0, others.length - this.#policy.cap + 1))) {
      this.#entries.delete(oldest.id);
    }
    this.#entries.set(token.id, { token: formatToken(token), former: [], reissued: undefined, session });
    return { token: formatToken(token), session: this.#handedOut(session) };
  }

  async read(text: string, { slide = true }: ReadOptions = {}): Promise<Read<Data>> {
    const none = { status: "none", replayed: false } as const;
    const entry = this.#alive(parseToken(text)?.id);
    if (!entry) return none;
    const now = this.#now();
    const former = entry.former.find(({ token }) => token === text);
    if (former && now - (former.successorShown ?? now) > this.#policy.grace * 1000) {
      this.#entries.delete(entry.session.id);
      return { status: "none", replayed: true };
    }
    if (!former && entry.token !== text) return none;
    const [newest] = entry.former;
    if (!former && newest) newest.successorShown ??= now;
    const slideAfter = this.#policy.idle * 1000 * this.#policy.slideShare;
    if (slide && now - entry.session.lastSeenAt.getTime() >= slideAfter) {
      entry.session = { ...entry.session, ...this.#seen(now, entry.session.expiresAt.getTime()) };
    }
    return {
      status: "alive",
      session: this.#handedOut(entry.session),
      superseded: former !== undefined,
      remaining: entry.session.idleExpiresAt.getTime() - now,
    };
  }

  async update({ id }: Session<Data>, change: (data: Data) => Data): Promise<Updated<Data>> {
    const entry = this.#alive(id);
    if (!entry) return { status: "none" };
    const data = structuredClone(change(structuredClone(entry.session.data)));
    entry.session = { ...entry.session, data, revision: {} };
    return { status: "updated", session: this.#handedOut(entry.session) };
  }

  async rotate(text: string): Promise<Rotated> {
    const token = parseToken(text);
    const entry = this.#alive(token?.id);
    if (!entry || !token) return { status: "none" };
    const [newest] = entry.former;
    const former = entry.former.find((one) => one.token === text);
    const now = this.#now();
    if (former && former === newest && former.successorShown === undefined) {
      entry.reissued = now;
      return { status: "rotated", token: entry.token };
    }
    if (former) return { status: "superseded" };
    if (entry.token !== text) return { status: "none" };
    if (newest) newest.successorShown ??= now;
    if (entry.reissued !== undefined && now - entry.reissued <= this.#policy.grace * 1000) {
      return { status: "rotated", token: text };
    }
    entry.reissued = undefined;
    entry.former = [{ token: text, successorShown: undefined }, ...entry.former].slice(0, 16);
    entry.token = formatToken({ ...newToken(token.tag), id: token.id });
    return { status: "rotated", token: entry.token };
  }

  async revoke(target: { token: string } | { user: string; id: string }): Promise<boolean> {
    const id = "token" in target ? parseToken(target.token)?.id : target.id;
    const entry = this.#alive(id);
    if (!entry) return false;
    const known =
      "token" in target
        ? entry.token === target.token || entry.former.some(({ token }) => token === target.token)
        : entry.session.user === target.user;
    return known && this.#entries.delete(entry.session.id);
  }

  async revokeAll(user: string, except?: { id: string }): Promise<string[]> {
    const ended = this.#of(user)
      .map(({ id }) => id)
      .filter((id) => id !== except?.id);
    for (const id of ended) this.#entries.delete(id);
    return ended;
  }

  async list(user: string): Promise<ListedSession<Data>[]> {
    return this.#of(user).map((session) => ({ ...this.#handedOut(session), readable: true }));
  }

  async close(): Promise<void> {}

  #of(user: string): Session<Data>[] {
    return [...this.#entries.keys()]
      .map((id) => this.#alive(id)?.session)
      .filter((session) => session?.user === user)
      .filter((session) => session !== undefined);
  }

  #alive(id: string | undefined): Entry<Data> | undefined {
    const entry = id === undefined ? undefined : this.#entries.get(id);
    if (!entry) return undefined;
    const now = this.#now();
    if (now < entry.session.idleExpiresAt.getTime() && now < entry.session.expiresAt.getTime()) return entry;
    this.#entries.delete(entry.session.id);
    return undefined;
  }

  #seen(now: number, ends: number): { lastSeenAt: Date; idleExpiresAt: Date } {
    return {
      lastSeenAt: new Date(now),
      idleExpiresAt: new Date(Math.min(now + this.#policy.idle * 1000, ends)),
    };
  }

  /** A caller may change what it gets. */
  #handedOut(session: Session<Data>): Session<Data> {
    return { ...session, readAt: new Date(this.#now()), data: structuredClone(session.data) };
  }
}
