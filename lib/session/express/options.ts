import type { SessionData } from "express-session";
import type { RedisReach } from "../redis/reach.ts";

/**
 * The options of an `ExpressStore`. {@link RedisReach} says where Redis is and how it is reached.
 */
export interface ExpressStoreOptions extends RedisReach {
  /**
   * The beginning of every key, before a colon. Default `unstuck`. It may be the prefix of the
   * site's other stores. The Redis user needs the key pattern `~prefix:*`.
   */
  prefix?: string;
  /**
   * Seconds until an idle session ends whose cookie has no end of its own, or a function that gives
   * them for every session. Default 86,400, the same as in connect-redis. Redis's clock counts
   * them.
   */
  ttl?: number | ((session: SessionData) => number);
  /** Whether a request that changes nothing leaves the session's end where it is. Default false. */
  disableTouch?: boolean;
  /**
   * Gives the session's user from its contents, for {@link ExpressStore.endAll}, such as `(session)
   * => session.user?.id`. Undefined or null for a visitor who has not signed in.
   */
  userOf?: (session: SessionData) => string | number | null | undefined;
  /**
   * The prefix of connect-redis's keys, if the site used it before: `sess:` is connect-redis's
   * default. The store then reads those sessions, and rewrites each in its own form at the end of a
   * request that shows it. The Redis user needs the key pattern of this prefix too.
   */
  connectRedisPrefix?: string;
  /** Names the connections in `CLIENT LIST`. Default `express`. */
  label?: string;
  /**
   * Milliseconds after which a read, and a write, fail with RedisUnavailable. Defaults 2000 and
   * 8000: an election takes 4 to 6 s.
   */
  deadlines?: { read: number; write: number };
}

export const defaultTtl = 86_400;

/**
 * How many milliseconds a session has left, by its cookie or else by the option `ttl`.
 * @throws {RangeError} for a `ttl` that is not allowed.
 */
export function lifetimeBy(ttl: ExpressStoreOptions["ttl"] = defaultTtl): (session: SessionData) => number {
  if (typeof ttl === "function") return (session) => 1000 * checked(ttl(session));
  if (ttl <= 0) throw notSeconds(ttl);
  const fixed = 1000 * checked(ttl);
  return ({ cookie }) => (cookie?.expires ? Number(new Date(cookie.expires)) - Date.now() : fixed);
}

function checked(ttl: number): number {
  if (Number.isFinite(ttl)) return ttl;
  throw notSeconds(ttl);
}

const notSeconds = (ttl: unknown) =>
  new RangeError(
    `The option \`ttl\` must be a number of seconds above 0, or a function that gives one: ${ttl}.`,
  );
