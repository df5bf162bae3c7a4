import type { Request } from "express";
import { type Session as ExpressSession, type SessionData, Store } from "express-session";
import { isUnavailable } from "../redis/errors.ts";
import type { ExpressStoreOptions } from "./options.ts";
import { former, generated, inTurn, type Origin, read } from "./origin.ts";
import { type ExpressStoreParts, partsOf } from "./parts.ts";
import { settle } from "./settle.ts";
import { topLevelOf } from "./top-level.ts";

type Done<T = void> = (error?: unknown, value?: T) => void;

/**
 * A store for express-session with its own cookie, in place of connect-redis. It does more than
 * express-session asks of a store:
 *
 * - A save writes the top-level keys that its request changed, by compare-and-set, and leaves the
 *   others as they are by then. Of two requests that set one key, the later counts.
 * - A save that was under way doesn't bring an ended session back: only the first save of a new id
 *   creates a session.
 * - The replicas acknowledge a save and an end. {@link endAll} ends all of a user's sessions.
 * - If Redis can't answer, the error is a 503 with Retry-After to Express, and no session is lost.
 *
 * Each method takes a callback, and also returns a promise.
 *
 * @example
 * const userOf = (session) => session.userId;
 * const store = new ExpressStore({ url: process.env.REDIS_URL, userOf });
 * app.use(session({ store, secret, resave: false, saveUninitialized: false }));
 */
export class ExpressStore extends Store {
  readonly #parts: ExpressStoreParts;
  readonly #options: ExpressStoreOptions;
  /** By the session objects that express-session and the app hold. */
  readonly #origins = new WeakMap<object, Origin>();
  #generate: (request: Request) => void = () => {};

  /**
   * @throws {BadRedisUrl}; {@link BadRedisOption}; {RangeError} for a `prefix` or a `ttl` that is
   * not allowed.
   */
  constructor(options: ExpressStoreOptions) {
    super();
    this.#options = options;
    this.#parts = partsOf(options);
  }

  /** express-session sets this on each store. It makes the session of a request that has none. */
  get generate(): (request: Request) => void {
    return this.#generate;
  }

  set generate(make) {
    this.#generate = (request) => {
      make(request);
      this.#origins.set(request.session, generated(request.sessionID));
    };
  }

  /**
   * 1 round trip; on Cluster 2 for a user's session. While sessions of connect-redis are read, 2
   * more for one that is not found.
   */
  override get(id: string, done?: Done<SessionData | null>): Promise<SessionData | null> {
    return settle(async () => {
      const found = await this.#find(id);
      return found ? this.#shown(found.origin, found.left) : null;
    }, done);
  }

  override createSession(request: Request, found: SessionData): ExpressSession & SessionData {
    const session = super.createSession(request, found);
    const origin = this.#origins.get(found);
    if (origin) this.#origins.set(session, origin);
    return session;
  }

  /**
   * Costs 1 round trip, or as many as `SessionWriter.write` says. A session that this store didn't
   * hand out is written as a whole.
   */
  override set(id: string, session: SessionData, done?: Done): Promise<void> {
    return settle(async () => {
      const mine = topLevelOf(session);
      const origin = this.#originOf(id, session) ?? generated(id);
      this.#origins.set(session, origin);
      await inTurn(origin, () => this.#parts.writer.save(origin, session, mine));
    }, done);
  }

  /** 1 round trip, durable; 2 while sessions of connect-redis are read. */
  override destroy(id: string, done?: Done): Promise<void> {
    return settle(async () => {
      await this.#parts.records.end(id);
      await this.#parts.former?.end(id);
    }, done);
  }

  /**
   * 1 round trip, and durable only for what it must write. A touch that Redis can't take shortens
   * the session, and is not an error.
   */
  override touch(id: string, session: SessionData, done?: Done): Promise<void> {
    return settle(async () => {
      try {
        const known = this.#originOf(id, session);
        const origin = known ?? (await this.#find(id))?.origin;
        if (origin)
          await inTurn(origin, () => this.#parts.writer.touch(origin, session, known !== undefined));
      } catch (error) {
        if (!isUnavailable(error)) throw error;
      }
    }, done);
  }

  /**
   * Every session, with its `id`, in no order: SCAN, and 1 or 2 round trips for each session.
   * @throws {ScanForbidden} for a Redis user who may not look through all keys. {@link length} and
   * {@link clear} throw it too.
   */
  override all(done?: Done<SessionData[]>): Promise<SessionData[]> {
    return settle(async () => {
      const sessions: SessionData[] = [];
      for await (const { origin, left } of this.#parts.every.living())
        sessions.push(Object.assign(this.#shown(origin, left), { id: origin.id }));
      return sessions;
    }, done);
  }

  /** The number of sessions, which costs as much as {@link all}. */
  override length(done?: Done<number>): Promise<number> {
    return settle(async () => {
      let count = 0;
      for await (const _ of this.#parts.every.living()) count += 1;
      return count;
    }, done);
  }

  /**
   * Ends every session: SCAN, and 1 round trip for each, durable. A session that begins meanwhile
   * may stay.
   */
  override clear(done?: Done): Promise<void> {
    return settle(() => this.#parts.every.end(), done);
  }

  /**
   * Signs a user out everywhere, except in the session `except`, if given: 1 round trip, durable,
   * and 1 or 2 more for `except`. It knows only the sessions that were saved or touched since the
   * store has had the option `userOf`.
   * @throws {TypeError} without the option `userOf`; {@link RedisUnavailable}, after which the
   * sign-out may or may not have happened.
   */
  endAll(user: string | number, { except }: { except?: string } = {}): Promise<void> {
    return settle(async () => {
      if (!this.#options.userOf)
        throw new TypeError("`endAll` needs the store's option `userOf`, which says whose a session is.");
      const kept = except === undefined ? undefined : await this.#parts.records.read(except);
      await this.#parts.index.endAll(String(user), kept?.record.link);
    });
  }

  /** Ends the connections. */
  close(): Promise<void> {
    return this.#parts.redis.close();
  }

  #originOf(id: string, session: object): Origin | undefined {
    const origin = this.#origins.get(session);
    return origin?.id === id ? origin : undefined;
  }

  async #find(id: string): Promise<{ origin: Origin; left: number } | undefined> {
    const { records, former: formerSessions } = this.#parts;
    const found = await records.read(id);
    if (found) return { origin: read(found.record), left: found.left };
    const before = await formerSessions?.read(id);
    if (before) return { origin: former(id, before.json), left: before.left };
    // Another request may have moved the session between the two look-ups.
    const moved = formerSessions && (await records.read(id));
    return moved && { origin: read(moved.record), left: moved.left };
  }

  /**
   * A session in the form that express-session wants, with the end that Redis has: touches have
   * moved that end since the session was written.
   */
  #shown(origin: Origin, left: number): SessionData {
    const session = JSON.parse(origin.current) as SessionData;
    if (session.cookie?.expires && left > 0 && typeof this.#options.ttl !== "function")
      Object.assign(session.cookie, { expires: new Date(Date.now() + left).toISOString() });
    this.#origins.set(session, origin);
    return session;
  }
}
