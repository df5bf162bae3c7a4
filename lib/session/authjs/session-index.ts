import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { defaultPrefix } from "../keys.ts";
import type { DurableRedis } from "../redis/durable.ts";
import * as scripts from "./scripts.ts";

/** Where a token that Auth.js made leads. */
export interface Entry {
  readonly userId: string;
  /** When it ends for Auth.js: never after the session's absolute end. */
  readonly expires: Date;
  /** The store's token. */
  readonly token: string;
}

/**
 * Leads from a token that Auth.js made to one of the store. Its key is a hash of Auth.js's token,
 * and the store's token is sealed with a key that is derived from Auth.js's token (HKDF-SHA-256,
 * AES-256-GCM). So a dump of Redis holds neither token. Each method is 1 round trip.
 */
export class SessionIndex {
  readonly #redis: DurableRedis;
  readonly #prefix: string;

  constructor(redis: DurableRedis, prefix: string = defaultPrefix) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  /** Durable. Redis removes the entry when it expires, by Redis's clock. */
  async put(shown: string, entry: Entry): Promise<void> {
    await this.#write(shown, entry, 0);
  }

  /**
   * Changes an existing entry, and brings none back.
   * @returns Whether it existed.
   */
  async change(shown: string, entry: Entry): Promise<boolean> {
    return (await this.#write(shown, entry, 1)).includes(1);
  }

  async find(shown: string): Promise<Entry | undefined> {
    const content = await this.#redis.read(scripts.getScript, [this.#keyOf(shown)]);
    if (!content) return undefined;
    const { userId, expires, sealed } = JSON.parse(String(content)) as Record<string, string>;
    return {
      userId: userId ?? "",
      expires: new Date(Number(expires)),
      token: unseal(shown, sealed ?? ""),
    };
  }

  /** Durable. */
  async remove(shown: string): Promise<void> {
    await this.#redis.write(scripts.takeScript, [this.#keyOf(shown)]);
  }

  #write(shown: string, { userId, expires, token }: Entry, onlyThere: 0 | 1) {
    const content = JSON.stringify({ userId, expires: expires.getTime(), sealed: seal(shown, token) });
    return this.#redis.write(
      scripts.putUntilScript,
      [this.#keyOf(shown)],
      [content, expires.getTime(), onlyThere],
    );
  }

  #keyOf(shown: string): string {
    const hash = createHash("sha256").update(`unstuck authjs session ${shown}`).digest("base64url");
    return `${this.#prefix}:authjs-session:${hash}`;
  }
}

const sealingKey = (shown: string) =>
  Buffer.from(hkdfSync("sha256", shown, "", "unstuck authjs session's token", 32));

function seal(shown: string, token: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(shown), nonce);
  const sealed = Buffer.concat([cipher.update(token, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
}

function unseal(shown: string, sealed: string): string {
  const bytes = Buffer.from(sealed, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", sealingKey(shown), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
}
