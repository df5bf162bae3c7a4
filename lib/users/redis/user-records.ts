import type { DurableRedis } from "../../session/redis/durable.ts";
import type { Reply } from "../../session/redis/script.ts";
import type { User } from "../user.ts";
import type { Change, Changed, StoredUser, UserRecords } from "../user-records.ts";
import { fieldsOf, userOf } from "./fields.ts";
import { emailKey, passwordKey, userKey } from "./keys.ts";
import * as scripts from "./scripts.ts";
import { givenUp, type Patience, patience, release, takeEmail } from "./take-email.ts";

/**
 * How long a draft may live, in ms. This is far above the 8 s within which each of its steps gets
 * an answer or gives up.
 */
const draftLives = 60_000;

/** Users in Redis. Costs are in round trips. Errors: {@link RedisUnavailable}. */
export class RedisUserRecords implements UserRecords {
  readonly #redis: DurableRedis;
  readonly #patience: Patience;

  constructor(redis: DurableRedis, changes: Partial<Patience> = {}) {
    this.#redis = redis;
    this.#patience = { ...patience, ...changes };
  }

  /** 3 round trips. */
  async create(user: User, password: string): Promise<boolean> {
    const { id, email } = user;
    const keys: [string, string] = [userKey(id), passwordKey(id)];
    const args = [draftLives, password, ...fieldsOf(user)];
    const draft = (nonce: string) => this.#redis.write(scripts.draftScript, keys, [email, nonce, ...args]);
    const taken = await takeEmail(this.#redis, id, email, draft, this.#patience);
    return taken.status === "committed";
  }

  /** 1 round trip. */
  async find(id: string): Promise<User | undefined> {
    return stored(id, await this.#redis.read(scripts.findScript, [userKey(id)]))?.user;
  }

  /** 1 round trip. */
  async load(id: string): Promise<StoredUser | undefined> {
    const keys: [string, string] = [userKey(id), passwordKey(id)];
    return stored(id, await this.#redis.readForWrite(scripts.findScript, keys));
  }

  /** 2 round trips, for a free email too. */
  async loadByEmail(email: string): Promise<StoredUser | undefined> {
    const owner = await this.#redis.readForWrite(scripts.ownerScript, [emailKey(email)]);
    const found = await this.load(owner ? String(owner) : "nobody");
    return found?.user.email === email ? found : undefined;
  }

  /**
   * 2 round trips, 4 more for a new email. The email doesn't change at the same moment as the rest.
   */
  async change(id: string, { email, ...rest }: Change): Promise<Changed> {
    if (email !== undefined) {
      const propose = (nonce: string) =>
        this.#redis.write(scripts.proposeScript, [userKey(id)], [email, nonce]);
      const taken = await takeEmail(this.#redis, id, email, propose, this.#patience);
      if (taken.status !== "committed") return taken;
      if (taken.before) await release(this.#redis, id, taken.before);
    }
    const fields = fieldsOf(rest);
    if (fields.length > 0) await this.#redis.write(scripts.setFieldsScript, [userKey(id)], fields);
    const user = await this.find(id);
    return user ? { status: "changed", user } : { status: "none" };
  }

  /** 2 round trips. */
  async remove(id: string): Promise<boolean> {
    const replies = await this.#redis.write(scripts.removeScript, [userKey(id), passwordKey(id)]);
    const had = givenUp(replies);
    if (had) await release(this.#redis, id, had);
    return had !== undefined;
  }

  /** 1 round trip. */
  async setPassword(id: string, hash: string, checked: string): Promise<boolean> {
    const keys: [string, string] = [userKey(id), passwordKey(id)];
    return (await this.#redis.write(scripts.setPasswordScript, keys, [hash, checked])).includes(1);
  }

  /** 1 round trip. */
  async noteOf(id: string, name: string): Promise<string | undefined> {
    const text = await this.#redis.readForWrite(scripts.getNoteScript, [userKey(id)], [fieldOf(name)]);
    return text ? String(text) : undefined;
  }

  /** 1 round trip. */
  async setNote(id: string, name: string, text: string): Promise<void> {
    await this.#redis.write(scripts.setFieldsScript, [userKey(id)], [fieldOf(name), text]);
  }
}

const fieldOf = (note: string) => `note:${note}`;

function stored(id: string, reply: Reply): StoredUser | undefined {
  if (!reply) return undefined;
  const [fields, password] = reply as [Buffer[], Reply];
  return { user: userOf(id, fields), password: password ? String(password) : "" };
}
