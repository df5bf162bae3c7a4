import { randomBytes } from "node:crypto";
import { normalizeEmail } from "./email.ts";
import { hashPassword, isPassword, passwordMark } from "./password-hash.ts";
import { maxPasswordLength } from "./password-rules.ts";
import type { Role, User } from "./user.ts";
import { type Change, type Changed as RecordChanged, type UserRecords, whatever } from "./user-records.ts";

export interface NewUser {
  email: string;
  name: string;
  /** Without a password, the user can sign in by single sign-on only. */
  password?: string;
  role?: Role;
  emailVerified?: Date;
  image?: string;
  /** The directory makes the id, except for the demo's accounts. */
  id?: string;
}

export interface Credentials {
  email: string;
  password: string;
}

/** `passwordMark`: the mark of the new user's password; empty without a password. */
export type Created =
  | { status: "created"; user: User; passwordMark: string }
  | { status: "taken" }
  | { status: "invalid-email" };
export type Changed = RecordChanged | { status: "invalid-email" };
export type PasswordChanged = { status: "changed"; passwordMark: string } | { status: "wrong" };

/** A user whose password was right, and its mark (password-hash.ts). */
export type Verified = User & { readonly passwordMark: string };

/**
 * The people of this site. Every change is durable. Errors and costs in round trips are those of
 * the {@link UserRecords} beneath.
 */
export class UserDirectory {
  readonly #records: UserRecords;

  constructor(records: UserRecords) {
    this.#records = records;
  }

  /** Adds a user whose email no other user has. */
  async create(wanted: NewUser): Promise<Created> {
    const email = normalizeEmail(wanted.email);
    if (!email) return { status: "invalid-email" };
    const { id = randomBytes(16).toString("base64url"), name, role = "user", emailVerified, image } = wanted;
    const hash = wanted.password === undefined ? "" : await hashPassword(wanted.password);
    const verified = emailVerified ? { emailVerified } : {};
    const user: User = { id, email, name, role, ...verified, ...(image ? { image } : {}) };
    if (!(await this.#records.create(user, hash))) return { status: "taken" };
    return { status: "created", user, passwordMark: hash && passwordMark(hash) };
  }

  find(id: string): Promise<User | undefined> {
    return this.#records.find(id);
  }

  /** The same within a write's deadline, for a check that a write waits for. */
  async exists(id: string): Promise<boolean> {
    return (await this.#records.load(id)) !== undefined;
  }

  async findByEmail(email: string): Promise<User | undefined> {
    const wanted = normalizeEmail(email);
    return wanted ? (await this.#records.loadByEmail(wanted))?.user : undefined;
  }

  /** Changes a user. A new email counts as unverified unless the same call says otherwise. */
  async update(id: string, change: Change): Promise<Changed> {
    if (change.email === undefined) return this.#records.change(id, change);
    const email = normalizeEmail(change.email);
    return email ? this.#records.change(id, { ...change, email }) : { status: "invalid-email" };
  }

  /**
   * Removes a user. The caller ends sessions and accounts at providers.
   * @returns Whether the user existed.
   */
  remove(id: string): Promise<boolean> {
    return this.#records.remove(id);
  }

  /**
   * The user with this email and password: one Argon2id, whether or not the account exists, so that
   * the answer's time doesn't reveal it.
   */
  async verifyPassword({ email, password }: Credentials): Promise<Verified | undefined> {
    if (password.length > maxPasswordLength) return undefined;
    const found = await this.#records.loadByEmail(normalizeEmail(email) ?? "");
    const right = await isPassword(password, found?.password || undefined);
    if (!right || !found) return undefined;
    return { ...found.user, passwordMark: passwordMark(found.password) };
  }

  /** The mark of the password that the account with this email has now. */
  async passwordMarkOf(email: string): Promise<string | undefined> {
    const wanted = normalizeEmail(email);
    const found = wanted ? await this.#records.loadByEmail(wanted) : undefined;
    return found?.password ? passwordMark(found.password) : undefined;
  }

  /**
   * Whether the user still exists and still has the password that was verified: within a write's
   * deadline.
   */
  async isStillVerified({ id, passwordMark: verified }: Verified): Promise<boolean> {
    const password = (await this.#records.load(id))?.password;
    return Boolean(password) && passwordMark(password ?? "") === verified;
  }

  /** Whether it is this user's password: one Argon2id. */
  async isPasswordOf(id: string, password: string): Promise<boolean> {
    if (password.length > maxPasswordLength) return false;
    return isPassword(password, (await this.#records.load(id))?.password || undefined);
  }

  /** Whether the user has a password at all, or signs in by single sign-on only. */
  async hasPassword(id: string): Promise<boolean> {
    return Boolean((await this.#records.load(id))?.password);
  }

  /**
   * Replaces the password of a user who knows it: two Argon2id. If two changes run at once, one
   * gets "wrong". Other sessions go on: the caller asks the person about them.
   */
  async changePassword(id: string, current: string, next: string): Promise<PasswordChanged> {
    if (current.length > maxPasswordLength) return { status: "wrong" };
    const password = (await this.#records.load(id))?.password ?? "";
    if (!(await isPassword(current, password || undefined))) return { status: "wrong" };
    return this.#setPassword(id, next, password);
  }

  /** Sets a password without asking for the earlier one. */
  setPassword(id: string, next: string): Promise<PasswordChanged> {
    return this.#setPassword(id, next, whatever);
  }

  /** The text that a room of the project keeps with a user. */
  noteOf(id: string, name: string): Promise<string | undefined> {
    return this.#records.noteOf(id, name);
  }

  setNote(id: string, name: string, text: string): Promise<void> {
    return this.#records.setNote(id, name, text);
  }

  async #setPassword(id: string, next: string, checked: string): Promise<PasswordChanged> {
    const hash = await hashPassword(next);
    const isSet = await this.#records.setPassword(id, hash, checked);
    return isSet ? { status: "changed", passwordMark: passwordMark(hash) } : { status: "wrong" };
  }
}
