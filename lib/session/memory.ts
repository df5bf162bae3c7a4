import { tagOf } from "./keys.ts";
import { MemoryEntries } from "./memory-entries.ts";
import { policy, type SessionPolicy } from "./policy.ts";
import { checkedPartName, type PartChange, withPart } from "./service-parts.ts";
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

/**
 * Sessions in this process's memory: most apps begin with these, and for that reason they log
 * people out on a second node. It is the negative control of the claims in e2e/ and the model of
 * the store's tests. No login should depend on it.
 */
export class MemorySessions<Data, Metadata = undefined> implements SessionStore<Data, Metadata> {
  readonly #policy: SessionPolicy;
  readonly #now: () => number;
  readonly #entries: MemoryEntries<Data, Metadata>;

  /** @param now Milliseconds. Tests set it. */
  constructor(changes: Partial<SessionPolicy> = {}, now: () => number = Date.now) {
    this.#policy = policy(changes);
    this.#now = now;
    this.#entries = new MemoryEntries(this.#policy, now);
  }

  async create(
    login: NewSession<Data, Metadata>,
  ): Promise<{ token: string; session: Session<Data, Metadata> }> {
    const token = newToken(tagOf(login.user));
    const now = this.#now();
    const session: Session<Data, Metadata> = {
      user: login.user,
      data: structuredClone(login.data),
      metadata: structuredClone(login.metadata) as Metadata,
      id: token.id,
      createdAt: new Date(now),
      expiresAt: new Date(now + this.#policy.absolute * 1000),
      readAt: new Date(now),
      ...this.#entries.seen(now, now + this.#policy.absolute * 1000),
      parts: {},
      revision: {},
    };
    const others = this.#entries.of(login.user);
    for (const oldest of others.slice(0, Math.max(0, others.length - this.#policy.cap + 1))) {
      this.#entries.delete(oldest.id);
    }
    this.#entries.add({ token: formatToken(token), former: [], reissued: undefined, session });
    return { token: formatToken(token), session: this.#handedOut(session) };
  }

  async read(text: string, { slide = true }: ReadOptions = {}): Promise<Read<Data, Metadata>> {
    const none = { status: "none", replayed: false } as const;
    const entry = this.#entries.alive(parseToken(text)?.id);
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
      entry.session = { ...entry.session, ...this.#entries.seen(now, entry.session.expiresAt.getTime()) };
    }
    return {
      status: "alive",
      session: this.#handedOut(entry.session),
      superseded: former !== undefined,
      remaining: entry.session.idleExpiresAt.getTime() - now,
    };
  }

  async update(
    session: Session<Data, Metadata>,
    change: (data: Data) => Data,
  ): Promise<Updated<Data, Metadata>> {
    return this.#change(session, ({ data }) => ({ data: change(structuredClone(data)) }));
  }

  async updatePart<Part>(
    session: Session<Data, Metadata>,
    part: string,
    change: PartChange<Part>,
  ): Promise<Updated<Data, Metadata>> {
    const name = checkedPartName(part);
    const { partBytes } = this.#policy;
    return this.#change(session, ({ parts }) => ({
      parts: withPart(structuredClone(parts), name, change, partBytes) ?? {},
    }));
  }

  async rotate(text: string): Promise<Rotated> {
    const token = parseToken(text);
    const entry = this.#entries.alive(token?.id);
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
    const entry = this.#entries.alive(id);
    if (!entry) return false;
    const known =
      "token" in target
        ? entry.token === target.token || entry.former.some(({ token }) => token === target.token)
        : entry.session.user === target.user;
    return known && this.#entries.delete(entry.session.id);
  }

  async revokeAll(user: string, except?: { id: string }): Promise<string[]> {
    const ended = this.#entries
      .of(user)
      .map(({ id }) => id)
      .filter((id) => id !== except?.id);
    for (const id of ended) this.#entries.delete(id);
    return ended;
  }

  async list(user: string): Promise<ListedSession<Data, Metadata>[]> {
    return this.#entries.of(user).map((session) => ({ ...this.#handedOut(session), readable: true }));
  }

  async close(): Promise<void> {}

  #change(
    { id }: Session<Data, Metadata>,
    change: (session: Session<Data, Metadata>) => Partial<Session<Data, Metadata>>,
  ): Updated<Data, Metadata> {
    const entry = this.#entries.alive(id);
    if (!entry) return { status: "none" };
    entry.session = { ...entry.session, ...structuredClone(change(entry.session)), revision: {} };
    return { status: "updated", session: this.#handedOut(entry.session) };
  }

  /** A copy, since a caller may change what it gets. */
  #handedOut(session: Session<Data, Metadata>): Session<Data, Metadata> {
    return {
      ...session,
      readAt: new Date(this.#now()),
      data: structuredClone(session.data),
      metadata: structuredClone(session.metadata),
      parts: structuredClone(session.parts),
    };
  }
}
