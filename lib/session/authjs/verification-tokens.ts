import { createHash } from "node:crypto";
import type { VerificationToken } from "@auth/core/adapters";
import { defaultPrefix } from "../keys.ts";
import type { DurableRedis } from "../redis/durable.ts";
import * as scripts from "./scripts.ts";

/**
 * Tokens of sign-in links. Auth.js passes a hash of the token with its secret, so Redis holds
 * nothing that opens a link.
 */
export class VerificationTokens {
  readonly #redis: DurableRedis;
  readonly #prefix: string;

  constructor(redis: DurableRedis, prefix: string = defaultPrefix) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  /** 1 round trip, durable. Redis removes the token when it expires. */
  async create(token: VerificationToken): Promise<VerificationToken> {
    const life = Math.max(1, token.expires.getTime() - Date.now());
    await this.#redis.write(
      scripts.putNewScript,
      [this.#keyOf(token)],
      [JSON.stringify(token), Math.ceil(life)],
    );
    return token;
  }

  /**
   * Uses the token up: 1 round trip, durable. If two requests show one token, on any nodes, one
   * gets it and the other gets null.
   */
  async use(shown: { identifier: string; token: string }): Promise<VerificationToken | null> {
    const replies = await this.#redis.write(scripts.takeScript, [this.#keyOf(shown)]);
    const taken = replies.find(Boolean);
    if (!taken) return null;
    const { identifier, token, expires } = JSON.parse(String(taken)) as Record<string, string>;
    return { identifier: identifier ?? "", token: token ?? "", expires: new Date(expires ?? 0) };
  }

  /**
   * Hashes both together, so that one address can't use another's token, and no key contains an
   * address.
   */
  #keyOf({ identifier, token }: { identifier: string; token: string }): string {
    const hash = createHash("sha256")
      .update(JSON.stringify([identifier, token]))
      .digest("base64url");
    return `${this.#prefix}:verification-token:${hash}`;
  }
}
