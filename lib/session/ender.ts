/*
 * The end of a session: one durable call that takes it out of its user's index. Success means that
 * no failover brings it back, and ending it again is safe.
 */
import type { StoreContext } from "./context.ts";
import { tagOf } from "./keys.ts";
import type { RevocationReason } from "./observer.ts";
import type { Reply } from "./redis/script.ts";
import { revokeAllScript, revokeScript, revokeTokenScript } from "./scripts.ts";

/** Ends a store's sessions before their time. */
export class SessionEnder<Metadata> {
  readonly #context: StoreContext<Metadata>;

  constructor(context: StoreContext<Metadata>) {
    this.#context = context;
  }

  /** As {@link RedisSessions.revoke}. */
  async revoke(target: { token: string } | { user: string; id: string }): Promise<boolean> {
    const { redis } = this.#context.parts;
    if ("token" in target) {
      const token = this.#context.parse(target.token);
      if (!token) return false;
      const { tag, id, verifiers } = token;
      const replies = await redis.write(revokeTokenScript, token.keys, [id, ...verifiers]);
      return this.#ended(this.#context.parts.guests ? "guest" : "logout", tag, id, replies);
    }
    return this.end("revoked", tagOf(target.user), target.id);
  }

  /** Ends the session of this id, which belongs to a user or to a shelf of guests. */
  async end(reason: RevocationReason, tag: string, id: string): Promise<boolean> {
    const { redis, keys } = this.#context.parts;
    const replies = await redis.write(revokeScript, [keys.index(tag), keys.record(tag, id)], [id]);
    return this.#ended(reason, tag, id, replies);
  }

  /** As {@link RedisSessions.revokeAll}. */
  async revokeAll(user: string, except?: { id: string }): Promise<string[]> {
    const { redis, keys, revocations } = this.#context.parts;
    const tag = tagOf(user);
    const replies = await redis.write(revokeAllScript, [keys.index(tag)], [except?.id ?? ""]);
    const ids = [...new Set(replies.flatMap((reply) => String(reply).split(",").filter(Boolean)))];
    revocations.add("revoked-all", { tag, ids });
    return ids;
  }

  #ended(reason: RevocationReason, tag: string, id: string, replies: Reply[]): boolean {
    // A write that was sent twice found nothing the second time. It counts as done if any of its
    // replies says so.
    const was = replies.some((reply) => Number(reply) > 0);
    if (was) this.#context.parts.revocations.add(reason, { tag, ids: [id] });
    return was;
  }
}
