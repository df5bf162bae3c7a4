import { randomBytes } from "node:crypto";
import type { DurableRedis } from "../redis/durable.ts";
import type { Reply } from "../redis/script.ts";
import { normalizeEmail } from "./email.ts";
import { fieldsOf, userOf } from "./fields.ts";
import { emailKey, passwordKey, userKey } from "./keys.ts";
import { hashPassword, isPassword, passwordMark } from "./password-hash.ts";
import { maxPasswordLength } from "./password-rules.ts";
import * as scripts from "./scripts.ts";
import { givenUp, type Patience, patience, release, takeEmail } from "./take-email.ts";
import type { Role, User } from "./user.ts";

export interface NewUser {
  email: string;
  name: string;
  /** Without one, the user can come in by single sign-on only. */
  password?: string;
  role?: Role;
  emailVerified?: Date;
  /** Made by the directory but for the demo's accounts. */
  id?: string;
}

export interface Credentials {
  email: string;
  password: string;
}

/** `passwordMark`: of the password that the user was given; empty without one. */
export type Created =
  | { status: "created"; user: User; passwordMark: string }
  | { status: "taken" }
  | { status: "invalid-email" };
export type Changed =
  | { status: "changed"; user: User }
  | { status: "none" }
  | { status: "taken" }
  | { status: "invalid-email" };
export type PasswordChanged = { status: "changed"; passwordMark: string } | { status: "wrong" };

/** A user whose password was right, and its mark (password-hash.ts). */
export type Verified = User & { readonly passwordMark: string };

/** What a draft may live, in ms: far above the 8 s within which each of its steps is answered or given up. */
const draftLives = 60_000;

/** The people of this site, in Redis. Costs are in round trips; every change is durable. Errors: {@link RedisUnavailable}. */
export class UserDirectory {
  readonly #redis: DurableRedis;
  readonly #patience: Patience;

  constructor(redis: DurableRedis, changes: Partial<Patience> = {}) {
    this.#redis = redis;
    this.#patience = { ...patience, ...changes };
  }

  /** Adds a user whom no other has the email of: 3 round trips, durable. */
  async create(wanted: NewUser): Promise<Created> {
    const email = normalizeEmail(wanted.email);
    if (!email) return { status: "invalid-email" };
    const id = wanted.id ?? randomBytes(16).toString("base64url");
    const password = wanted.password === undefined ? "" : await hashPassword(wanted.password);
    const { name, role = "user", emailVerified } = wanted;
    const fields = fieldsOf({ name, role, ...(emailVerified ? { emailVerified } : {}) });
    const keys: [string, string] = [userKey(id), passwordKey(id)];
    const draft = (nonce: string) =>
      this.#redis.write(scripts.draftScript, keys, [email, nonce, draftLives, password, ...fields]);
    const taken = await takeEmail(this.#redis, id, email, draft, this.#patience);
    if (taken.status !== "committed") return { status: "taken" };
    const user = { id, email, name, role, ...(emailVerified ? { emailVerified } : {}) };
    return { status: "created", user, passwordMark: password && passwordMark(password) };
  }

  /** 1 round trip. */
  async find(id: string): Promise<User | undefined> {
    return loaded(id, await this.#redis.read(scripts.findScript, [userKey(id)]))?.user;
  }

  /** The same within a write's deadline, for what a write must wait for: 1 round trip. */
  async exists(id: string): Promise<boolean> {
    return Boolean(await this.#redis.readForWrite(scripts.findScript, [userKey(id)]));
  }

  /** 2 round trips, 1 if nobody claims the email. */
  async findByEmail(email: string): Promise<User | undefined> {
    const wanted = normalizeEmail(email);
    const owner = wanted && (await this.#owner(wanted));
    const user = owner ? await this.find(owner) : undefined;
    return user?.email === wanted ? user : undefined;
  }

  /** Changes a user: 1 round trip, 4 more for another email, which then counts as unverified unless the same call says otherwise. */
  async update(id: string, { email, ...rest }: Partial<Omit<User, "id">>): Promise<Changed> {
    if (email !== undefined) {
      const wanted = normalizeEmail(email);
      if (!wanted) return { status: "invalid-email" };
      const propose = (nonce: string) =>
        this.#redis.write(scripts.proposeScript, [userKey(id)], [wanted, nonce]);
      const taken = await takeEmail(this.#redis, id, wanted, propose, this.#patience);
      if (taken.status !== "committed") return taken;
      if (taken.before) await release(this.#redis, id, taken.before);
    }
    const fields = fieldsOf(rest);
    if (fields.length > 0) await this.#redis.write(scripts.setFieldsScript, [userKey(id)], fields);
    const user = await this.find(id);
    return user ? { status: "changed", user } : { status: "none" };
  }

  /** Removes a user: 2 round trips. Sessions and accounts at providers are their stores' to end. @returns Whether there was one. */
  async remove(id: string): Promise<boolean> {
    const replies = await this.#redis.write(scripts.removeScript, [userKey(id), passwordKey(id)]);
    const had = givenUp(replies);
    if (had) await release(this.#redis, id, had);
    return had !== undefined;
  }

  /**
   * The user whose email and password these are: 2 round trips and one Argon2id, whether or not there is such an account, so
   * that an answer's time doesn't tell.
   */
  async verifyPassword({ email, password }: Credentials): Promise<Verified | undefined> {
    if (password.length > maxPasswordLength) return undefined;
    const wanted = normalizeEmail(email);
    const owner = await this.#owner(wanted ?? "");
    const found = await this.#loadWithPassword(owner ?? "nobody");
    const right = await isPassword(password, found?.password);
    if (!right || !found?.password || found.user.email !== wanted) return undefined;
    return { ...found.user, passwordMark: passwordMark(found.password) };
  }

  /** The mark of the password that the account with this email has now: 2 round trips, 1 if nobody claims the email. */
  async passwordMarkOf(email: string): Promise<string | undefined> {
    const owner = await this.#owner(normalizeEmail(email) ?? "");
    const found = owner ? await this.#loadWithPassword(owner) : undefined;
    return found?.password && found.user.email === normalizeEmail(email)
      ? passwordMark(found.password)
      : undefined;
  }

  /** Whether a user is there with the password that was verified, and nobody changed it since: 1 round trip, within a write's deadline. */
  async isStillVerified({ id, passwordMark: verified }: Verified): Promise<boolean> {
    const password = (await this.#loadWithPassword(id))?.password;
    return password !== undefined && passwordMark(password) === verified;
  }

  /** Whether it is this user's password: 1 round trip and one Argon2id. */
  async isPasswordOf(id: string, password: string): Promise<boolean> {
    if (password.length > maxPasswordLength) return false;
    return isPassword(password, (await this.#loadWithPassword(id))?.password);
  }

  /** Whether the user has a password at all, or comes in by single sign-on only: 1 round trip. */
  async hasPassword(id: string): Promise<boolean> {
    return (await this.#loadWithPassword(id))?.password !== undefined;
  }

  /**
   * Replaces the password of a user who knows it: 2 round trips and two Argon2id. Of two changes at once, one is "wrong".
   * Other sessions go on: whoever calls this asks the person about them.
   */
  async changePassword(id: string, current: string, next: string): Promise<PasswordChanged> {
    if (current.length > maxPasswordLength) return { status: "wrong" };
    const found = await this.#loadWithPassword(id);
    if (!(await isPassword(current, found?.password))) return { status: "wrong" };
    return this.#setPassword(id, next, found?.password ?? "");
  }

  /** Sets a password without asking for the one before: 1 round trip. */
  setPassword(id: string, next: string): Promise<PasswordChanged> {
    return this.#setPassword(id, next, "*");
  }

  async #setPassword(id: string, next: string, checked: string): Promise<PasswordChanged> {
    const keys: [string, string] = [userKey(id), passwordKey(id)];
    const hashed = await hashPassword(next);
    const replies = await this.#redis.write(scripts.setPasswordScript, keys, [hashed, checked]);
    return replies.includes(1)
      ? { status: "changed", passwordMark: passwordMark(hashed) }
      : { status: "wrong" };
  }

  async #owner(email: string): Promise<string | undefined> {
    const owner = await this.#redis.readForWrite(scripts.ownerScript, [emailKey(email)]);
    return owner ? String(owner) : undefined;
  }

  async #loadWithPassword(id: string): Promise<Loaded | undefined> {
    return loaded(id, await this.#redis.readForWrite(scripts.findScript, [userKey(id), passwordKey(id)]));
  }
}

interface Loaded {
  user: User;
  password: string | undefined;
}

function loaded(id: string, reply: Reply): Loaded | undefined {
  if (!reply) return undefined;
  const [fields, password] = reply as [Buffer[], Reply];
  return { user: userOf(id, fields), password: password ? String(password) : undefined };
}
