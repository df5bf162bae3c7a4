import { createHash } from "node:crypto";
import { isGuestTag } from "./guests/shelf.ts";

/**
 * The tag that ties a user's keys to one Cluster slot: the first 96 bits of SHA-256 over the user's
 * id, base64url. It is short, so it costs little in every key. It is long enough that no two users
 * share an index (a chance of 1 in 10^11 among 10^9).
 */
export function tagOf(user: string): string {
  return createHash("sha256").update(`unstuck user ${user}`).digest().toString("base64url", 0, 12);
}

export const defaultPrefix = "unstuck";

/** The beginning of every key, up to its first colon. */
const prefixShape = /^[^\s{}:]+$/;

/**
 * The given prefix.
 * @throws {RangeError} for a prefix that would move keys to other Cluster slots, or match other
 * prefixes in an ACL's pattern.
 */
export function checkedPrefix(prefix: string): string {
  if (prefixShape.test(prefix) && !/[*?[\]\\]/.test(prefix)) return prefix;
  throw new RangeError(
    `The option \`prefix\` must have at least one character, and no brace, white space, colon or any of *?[]\\: ${JSON.stringify(prefix)}.`,
  );
}

/**
 * The names of everything that a store keeps or publishes in Redis. All begin with the prefix and a
 * colon, so one ACL pattern covers them and two stores with different prefixes share nothing.
 *
 * Each kind has one letter, because the allocator rounds up: `:session:` and `:user` would take 16
 * bytes more per session and make it larger than connect-redis's (npm run bench:memory).
 */
export class Keys {
  readonly prefix: string;
  /** The channel on which stores tell each other of sessions that ended. */
  readonly channel: string;
  readonly #stem: string;

  /** @throws {RangeError} as {@link checkedPrefix}. */
  constructor(prefix: string = defaultPrefix) {
    this.prefix = checkedPrefix(prefix);
    this.channel = `${prefix}:revoked`;
    this.#stem = `${prefix}:{`;
  }

  /**
   * The sorted set of a user's sessions, or of a shelf's guests: id -> absolute end. It alone
   * decides which sessions live.
   */
  index(tag: string): string {
    return `${this.#stem}${tag}}:${isGuestTag(tag) ? "v" : "u"}`;
  }

  /** The beginning of every record's key of this user or shelf. The session's id follows. */
  recordStem(tag: string): string {
    return `${this.#stem}${tag}}:${isGuestTag(tag) ? "g" : "s"}:`;
  }

  /** The record of one session. */
  record(tag: string, id: string): string {
    return `${this.recordStem(tag)}${id}`;
  }

  /** When guests from one address began, in the last minute. */
  arrivals(tag: string, address: string): string {
    return `${this.#stem}${tag}}:a:${address}`;
  }

  /** A mark that one write of a session was done, for the seconds in which it may be sent again. */
  done(tag: string, id: string, nonce: Buffer): string {
    return `${this.record(tag, id)}:done:${nonce.toString("base64url")}`;
  }
}

/** The keys of a store that was given no prefix. */
export const defaultKeys = new Keys();
