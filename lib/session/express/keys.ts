import { createHash } from "node:crypto";
import { checkedPrefix, defaultPrefix } from "../keys.ts";

/**
 * Names of what an {@link ExpressStore} keeps. Each begins with the prefix and a colon, as the
 * store's own do (../keys.ts), and none is one of theirs.
 *
 * A session's keys have a hash of its id for a tag: so they are in one slot of a Cluster whatever
 * `genid` makes, braces and blanks included, and never long.
 */
export class ExpressKeys {
  /**
   * What a user's index begins with; the user's tag, a brace and `:eu` follow. The
   * scripts put it together too.
   */
  readonly stem: string;
  /** Every record's key, as SCAN matches it, and more. */
  readonly pattern: string;

  /** @throws {RangeError} for a prefix that no store may have. */
  constructor(prefix: string = defaultPrefix) {
    this.stem = `${checkedPrefix(prefix)}:{`;
    this.pattern = `${this.stem}*}:e`;
  }

  record(id: string): string {
    const hash = createHash("sha256").update(`unstuck express session ${id}`).digest();
    return `${this.stem}${hash.toString("base64url", 0, 16)}}:e`;
  }

  isRecord(key: string): boolean {
    return key.startsWith(this.stem) && /^[\w-]{22}}:e$/.test(key.slice(this.stem.length));
  }

  /** A mark that a session ended, beside its record. */
  ended(record: string): string {
    return `${record}:ended`;
  }

  /** A mark that one save was done. */
  done(record: string, nonce: Buffer): string {
    return `${record}:done:${nonce.toString("base64url")}`;
  }

  /** The sorted set of a user's sessions: the members that their records name, by their ends. */
  index(tag: string): string {
    return `${this.stem}${tag}}:eu`;
  }
}
