import type { AdapterUser } from "@auth/core/adapters";
import type { DurableRedis } from "../redis/durable.ts";
import { EmailClaims, sameEmail } from "./email-claims.ts";
import { Missing, Refused } from "./errors.ts";
import { RedisOwnedRecords } from "./owned-records.ts";

interface Stored {
  userId: string;
  /** The user as it was given, with all its fields, in JSON form. */
  user: Omit<AdapterUser, "emailVerified"> & { emailVerified: string | null };
}

/**
 * Users of an Auth.js site that has no other directory. It returns each user unchanged, the id
 * included.
 */
export class AuthjsUsers {
  readonly #records: RedisOwnedRecords<Stored>;
  readonly #emails: EmailClaims;

  constructor(redis: DurableRedis, prefix?: string) {
    this.#records = new RedisOwnedRecords(redis, "authjs-user", prefix);
    this.#emails = new EmailClaims(redis, prefix);
  }

  /**
   * 3 round trips, durable.
   * @throws {Refused} when another user has the email or the id.
   */
  async create(user: AdapterUser): Promise<AdapterUser> {
    const there = await this.#records.add(user.id, { userId: user.id, user: packed(user) });
    if (!sameEmail(there.user.email, user.email)) throw new Refused("Another user has this id");
    if (await this.#claim(user)) return user;
    await this.#records.remove(user.id);
    throw new Refused("Another user has this email");
  }

  /** 1 round trip. */
  async find(id: string): Promise<AdapterUser | undefined> {
    const found = await this.#records.find(id);
    return found && unpacked(found.user);
  }

  /** 2 round trips, or 1 if no user claims the email. */
  async findByEmail(email: string): Promise<AdapterUser | undefined> {
    const owner = await this.#emails.owner(email);
    const user = owner === undefined ? undefined : await this.find(owner);
    return user && sameEmail(user.email, email) ? user : undefined;
  }

  /**
   * 2 round trips, durable, and 4 more for another email.
   * @throws {Missing}
   * @throws {Refused} when another user has the email.
   */
  async update({ id, ...changes }: Partial<AdapterUser> & { id: string }): Promise<AdapterUser> {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const before = await this.find(id);
    const changed = before && (await this.#change(id, given));
    if (!changed) throw new Missing(`User ${id}`);
    if (sameEmail(before.email, changed.email)) return changed;
    if (!(await this.#claim(changed))) {
      await this.#change(id, { email: before.email });
      throw new Refused("Another user has this email");
    }
    await this.#emails.release(before.email, id);
    return changed;
  }

  /** 4 round trips, durable. */
  async remove(id: string): Promise<AdapterUser | undefined> {
    const removed = await this.#records.remove(id);
    if (!removed) return undefined;
    await this.#emails.release(removed.user.email, id);
    return unpacked(removed.user);
  }

  async #change(id: string, changes: Partial<AdapterUser>): Promise<AdapterUser | undefined> {
    const changed = await this.#records.update(id, ({ userId, user }) => ({
      userId,
      user: packed({ ...unpacked(user), ...changes }),
    }));
    return changed && unpacked(changed.user);
  }

  #claim({ id, email }: AdapterUser): Promise<boolean> {
    const hasIt = async (other: string) => {
      const user = await this.find(other);
      return user !== undefined && sameEmail(user.email, email);
    };
    return this.#emails.claim(email, id, hasIt);
  }
}

const packed = (user: AdapterUser): Stored["user"] => ({
  ...user,
  emailVerified: user.emailVerified?.toISOString() ?? null,
});

const unpacked = (user: Stored["user"]): AdapterUser => ({
  ...user,
  emailVerified: user.emailVerified === null ? null : new Date(user.emailVerified),
});
