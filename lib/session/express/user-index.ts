import { tagOf } from "../keys.ts";
import type { DurableRedis } from "../redis/durable.ts";
import { isUnavailable } from "../redis/errors.ts";
import { revokeAllScript } from "../scripts.ts";
import type { ExpressKeys } from "./keys.ts";
import { type Link, newMember } from "./record.ts";
import * as scripts from "./scripts.ts";
import { touchDeadline } from "./touch-deadline.ts";

/**
 * The sessions of each user. The index decides, as the session store's own index does: a user's
 * session lives if its record exists and the index lists it. So one command ends any number of
 * sessions, and an evicted index takes its sessions with it.
 */
export class UserIndex {
  readonly #redis: DurableRedis;
  readonly #keys: ExpressKeys;

  constructor(redis: DurableRedis, keys: ExpressKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /**
   * Lists another session of a user, for the given milliseconds: 1 round trip, durable. The entry
   * means nothing without a record that names it.
   */
  async add(user: string, left: number): Promise<Link> {
    const link = { tag: tagOf(user), member: newMember() };
    await this.#redis.write(scripts.linkScript, [this.#keys.index(link.tag)], [link.member, left, "0"]);
    return link;
  }

  /**
   * Moves a session's end: 1 round trip, not durable. A move that Redis doesn't take only shortens
   * the session.
   */
  async prolong({ tag, member }: Link, left: number): Promise<void> {
    const call = () =>
      scripts.linkScript.call(this.#redis.client, [this.#keys.index(tag)], [member, left, "1"]);
    try {
      await this.#redis.run(call, touchDeadline);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
    }
  }

  /** Whether the session is listed: 1 round trip. */
  async has({ tag, member }: Link): Promise<boolean> {
    return (await this.#redis.read(scripts.listedScript, [this.#keys.index(tag)], [member])) === 1;
  }

  /** Ends all of a user's sessions, except `kept`, if given: 1 round trip, durable. */
  async endAll(user: string, kept?: Link): Promise<void> {
    const tag = tagOf(user);
    const member = kept?.tag === tag ? kept.member : "";
    await this.#redis.write(revokeAllScript, [this.#keys.index(tag)], [member]);
  }
}
