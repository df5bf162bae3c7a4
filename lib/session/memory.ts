import { randomUUID } from "node:crypto";
import { tagOf } from "./keys.ts";
import { policy, type SessionPolicy } from "./policy.ts";
import type { NewSession, Read, Rotated, Session, SessionStore, Updated } from "./session.ts";
import { formatToken, newToken, nextToken, parseToken } from "./token.ts";

interface Entry<Data> {
  token: string;
  previous: { token: string; until: number }[];
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
      id: token.id,
      createdAt: new Date(now),
      expiresAt: new Date(now + this.#policy.absolute * 1000),
      ...this.#seen(now, now + this.#policy.absolute * 1000),
      revision: Buffer.from(randomUUID()),
    };
    const others = await this.list(login.user);
    for (const oldest of others.slice(0, Math.max(0, others.length - this.#policy.cap + 1))) {
      this.#entries.delete(oldest.id);
    }
    this.#entries.set(token.id, { token: formatToken(token), previous: [], session });
    return { token: formatToken(token), session };
  }

  async read(text: string): Promise<Read<Data>> {
    const none = { status: "none", replayed: false } as const;
    const entry = this.#alive(parseToken(text)?.id);
    if (!entry) return none;
    const now = this.#now();
    const previous = entry.previous.find(({ token }) => token === text);
    if (previous && now > previous.until) {
      this.#entries.delete(entry.session.id);
      return { status: "none", replayed: true };
    }
    if (!previous && entry.token !== text) return none;
    if (now - entry.session.lastSeenAt.getTime() >= this.#policy.idle * 1000 * this.#policy.slideShare) {
      entry.session = { ...entry.session, ...this.#seen(now, entry.session.expiresAt.getTime()) };
    }
    return { status: "alive", session: entry.session, superseded: previous !== undefined };
  }

  async update({ id }: Session<Data>, change: (data: Data) => Data): Promise<Updated<Data>> {
    const entry = this.#alive(id);
    if (!entry) return { status: "none" };
    entry.session = {
      ...entry.session,
      data: change(entry.session.data),
      revision: Buffer.from(randomUUID()),
    };
    return { status: "updated", session: entry.session };
  }

  async rotate(text: string): Promise<Rotated> {
    const token = parseToken(text);
    const entry = this.#alive(token?.id);
    if (!entry || !token) return { status: "none" };
    if (entry.previous.some((previous) => previous.token === text)) return { status: "superseded" };
    if (entry.token !== text) return { status: "none" };
    const now = this.#now();
    const older = entry.previous.map((previous) => ({
      ...previous,
      until: Math.min(previous.until, now - 1),
    }));
    entry.previous = [{ token: text, until: now + this.#policy.grace * 1000 }, ...older].slice(0, 4);
    entry.token = formatToken(nextToken(token));
    return { status: "rotated", token: entry.token };
  }

  async revoke(target: { token: string } | { user: string; id: string }): Promise<boolean> {
    const id = "token" in target ? parseToken(target.token)?.id : target.id;
    const entry = this.#alive(id);
    if (!entry) return false;
    const known =
      "token" in target
        ? entry.token === target.token || entry.previous.some(({ token }) => token === target.token)
        : entry.session.user === target.user;
    return known && this.#entries.delete(entry.session.id);
  }

  async revokeAll(user: string, except?: { id: string }): Promise<string[]> {
    const ended = (await this.list(user)).map(({ id }) => id).filter((id) => id !== except?.id);
    for (const id of ended) this.#entries.delete(id);
    return ended;
  }

  async list(user: string): Promise<Session<Data>[]> {
    return [...this.#entries.keys()]
      .map((id) => this.#alive(id)?.session)
      .filter((session) => session?.user === user)
      .filter((session) => session !== undefined);
  }

  async close(): Promise<void> {}

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
}
