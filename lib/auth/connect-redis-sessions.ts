import { randomBytes, randomUUID } from "node:crypto";
import { RedisStore } from "connect-redis-8";
import type { SessionData as Kept } from "express-session";
import { Redis } from "ioredis";
import { createClient } from "../redis/client.ts";
import { parseRedisUrl } from "../redis/url.ts";
import {
  defaultPolicy,
  type ListedSession,
  type NewSession,
  type Read,
  type ReadOptions,
  type Rotated,
  type Session,
  type SessionPolicy,
  type SessionStore,
  type Updated,
} from "../session/index.ts";

type Record<Data> = NewSession<Data> & { id: string; createdAt: number };

const prefix = "unstuck:connect-redis:";

/**
 * Sessions as connect-redis keeps them, and a list of a user's sessions beside it as apps keep one: a negative control
 * of the fault campaign, since it is what most apps have. No login should depend on it.
 *
 * The store is the real package, and is used as express-session uses it: an update reads the session, changes it and
 * writes it back whole, a read is followed by `touch`, a rotation is `regenerate`. Each step is a round trip of its
 * own, none waits for a replica, and none knows of an election.
 */
export class ConnectRedisSessions<Data> implements SessionStore<Data> {
  readonly #client: Redis;
  readonly #store: RedisStore;
  readonly #policy: SessionPolicy;

  /** @throws {Error} on a Redis Cluster, which that version of connect-redis doesn't know. */
  constructor(url: string, label: string, changes: Partial<SessionPolicy> = {}) {
    const client = createClient(parseRedisUrl(url), { label, socketTimeout: 5000 });
    if (!(client instanceof Redis)) throw new Error("connect-redis 8 doesn't know Redis Cluster.");
    this.#client = client;
    this.#policy = { ...defaultPolicy, ...changes };
    this.#store = new RedisStore({ client, prefix, ttl: this.#policy.idle });
  }

  async create(login: NewSession<Data>): Promise<{ token: string; session: Session<Data> }> {
    const record: Record<Data> = { ...login, id: randomUUID(), createdAt: Date.now() };
    const token = await this.#begin(record);
    return { token, session: this.#session(record) };
  }

  async read(token: string, { slide = true }: ReadOptions = {}): Promise<Read<Data>> {
    const record = await this.#get(token);
    if (!record) return { status: "none", replayed: false };
    if (slide) await this.#store.touch(token, record as object as Kept);
    const remaining = await this.#client.pttl(prefix + token);
    return { status: "alive", session: this.#session(record), superseded: false, remaining };
  }

  async update({ user, id }: Session<Data>, change: (data: Data) => Data): Promise<Updated<Data>> {
    const token = await this.#tokenOf(user, id);
    const record = token && (await this.#get(token));
    if (!record) return { status: "none" };
    const changed = { ...record, data: change(record.data) };
    await this.#set(token, changed);
    return { status: "updated", session: this.#session(changed) };
  }

  async rotate(token: string): Promise<Rotated> {
    const record = await this.#get(token);
    if (!record) return { status: "none" };
    await this.#store.destroy(token);
    return { status: "rotated", token: await this.#begin(record) };
  }

  async revoke(target: { token: string } | { user: string; id: string }): Promise<boolean> {
    const token = "token" in target ? target.token : await this.#tokenOf(target.user, target.id);
    const record = token && (await this.#get(token));
    if (!record) return false;
    await this.#store.destroy(token);
    await this.#client.hdel(listOf(record.user), record.id);
    return true;
  }

  async revokeAll(user: string, except?: { id: string }): Promise<string[]> {
    const others = (await this.list(user)).filter(({ id }) => id !== except?.id);
    for (const { id } of others) await this.revoke({ user, id });
    return others.map(({ id }) => id);
  }

  async list(user: string): Promise<ListedSession<Data>[]> {
    const tokens = Object.values(await this.#client.hgetall(listOf(user)));
    const records = await Promise.all(tokens.map((token) => this.#get(token)));
    return records
      .filter((record) => record !== undefined)
      .map((record) => ({ ...this.#session(record), readable: true }));
  }

  async close(): Promise<void> {
    this.#client.disconnect();
  }

  async #begin(record: Record<Data>): Promise<string> {
    // As express-session makes them.
    const token = randomBytes(24).toString("base64url");
    await this.#set(token, record);
    await this.#client.hset(listOf(record.user), record.id, token);
    return token;
  }

  async #get(token: string): Promise<Record<Data> | undefined> {
    const kept = await this.#store.get(token);
    return kept ? (kept as object as Record<Data>) : undefined;
  }

  #set(token: string, record: Record<Data>): Promise<unknown> {
    return Promise.resolve(this.#store.set(token, record as object as Kept));
  }

  async #tokenOf(user: string, id: string): Promise<string | undefined> {
    return (await this.#client.hget(listOf(user), id)) ?? undefined;
  }

  #session({ createdAt, ...record }: Record<Data>): Session<Data> {
    const { idle, absolute } = this.#policy;
    const expiresAt = new Date(createdAt + absolute * 1000);
    const now = new Date();
    return {
      ...record,
      createdAt: new Date(createdAt),
      lastSeenAt: now,
      readAt: now,
      idleExpiresAt: new Date(now.getTime() + idle * 1000),
      expiresAt,
      revision: {},
    };
  }
}

const listOf = (user: string) => `${prefix}of:${user}`;
