import type { User } from "./user.ts";

/** A user with the hash of the password. No page gets the hash: it stays in this folder. */
export interface StoredUser {
  readonly user: User;
  /** Empty for a user who signs in by single sign-on only. */
  readonly password: string;
}

/** The fields of a user that can change. An empty `image` removes the picture. */
export type Change = Partial<Omit<User, "id">>;

export type Changed = { status: "changed"; user: User } | { status: "none" } | { status: "taken" };

/** Any password that a user may have: {@link UserRecords.setPassword}. */
export const whatever = "*";

/**
 * Where users are kept: in Redis, or in PostgreSQL. {@link UserDirectory} decides about emails and
 * passwords on top of it. A barred user ({@link LinkedUsers.takeEmail}) is not found, changed or
 * given a password. Each change is durable, happens as a whole and may be repeated. Each method
 * throws RedisUnavailable or DatabaseUnavailable if the database can't answer.
 */
export interface UserRecords {
  /**
   * Adds a user.
   * @param password A hash, or empty.
   * @returns False if another user has the email or the id.
   */
  create(user: User, password: string): Promise<boolean>;
  find(id: string): Promise<User | undefined>;
  /** The same with the hash, within a write's deadline. */
  load(id: string): Promise<StoredUser | undefined>;
  /**
   * @param email As `normalizeEmail` gives it. The call takes as long whether or not a user has the
   * email.
   */
  loadByEmail(email: string): Promise<StoredUser | undefined>;
  /** A new email counts as unverified unless the same change says otherwise. */
  change(id: string, change: Change): Promise<Changed>;
  /** @returns Whether the user existed. */
  remove(id: string): Promise<boolean>;
  /**
   * @param checked The hash that the user must have, empty for a user without a
   * password, or {@link whatever}.
   * @returns False if there is no such user, or another password by now.
   */
  setPassword(id: string, hash: string, checked: string): Promise<boolean>;
  /** The text that a room of the project keeps with a user, under the room's own name. */
  noteOf(id: string, name: string): Promise<string | undefined>;
  setNote(id: string, name: string, text: string): Promise<void>;
}
