import { createHash } from "node:crypto";
import { checkedPrefix, defaultPrefix } from "../keys.ts";

/**
 * The key names of an {@link ExpressStore}. Each begins with the prefix and a colon, as the session
 * store's own do (../keys.ts), and none equals one of those.
 *
 * The tag of a session's keys is a hash of its id. So they are in one slot of a Cluster and never
 * long, whatever ids `genid` makes, even with braces and blanks.
 */
export class ExpressKeys {
  /**
   * The beginning of a user's index; the user's tag, a brace and `:eu` follow. The scripts build
   * this name too.
   */
  readonly stem: string;
  /** A SCAN pattern that matches every record's key, and other keys too. */
  readonly pattern: string;

  /** @throws {RangeError} for a prefix that is not allowed. */
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
