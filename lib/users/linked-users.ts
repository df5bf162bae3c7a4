import type { User } from "./user.ts";

/**
 * The id by which a provider knows a person. A subject is unique at its issuer only. The issuer
 * never gives it to another person.
 */
export interface Link {
  issuer: string;
  subject: string;
}

export interface LinkedUser {
  user: User;
  /**
   * Whether the user's own record names the link and the account doesn't expire. Otherwise call
   * {@link LinkedUsers.link}.
   */
  settled: boolean;
}

export type EmailTaken =
  /** `removed`: how many accounts only claimed the email and were removed. */
  | { status: "taken"; removed: number }
  /** Another user took it at each of our tries. */
  | { status: "contended" }
  | { status: "none" };

/**
 * How long an account may live before it is linked, in ms. This is far above the 8 s within which
 * each step gets an answer or gives up.
 */
export const openLives = 60_000;
/**
 * The number of accounts that may take an email, one after the other, while
 * {@link LinkedUsers.takeEmail} runs.
 */
export const takeTries = 5;

/**
 * Users whom a provider knows. One atomic step decides on a link together with the user's email, so
 * no order of sign-ons, sign-ups and renames gives one account to two subjects of an issuer. Every
 * change is durable. Errors are those of {@link UserRecords}.
 */
export interface LinkedUsers {
  /**
   * Opens an account without an email. It expires after a minute unless it is linked.
   * @returns Its id.
   */
  open(name: string, link: Link): Promise<string>;
  /** The user, unless it is another subject's. */
  find(id: string, link: Link): Promise<LinkedUser | undefined>;
  /**
   * Links a user permanently. If two subjects of one issuer try at once, on any nodes, one is
   * refused.
   * @param verified The email that an unlinked user must have verified.
   */
  link(id: string, link: Link, verified?: string): Promise<boolean>;
  unlink(id: string, link: Link): Promise<void>;
  /**
   * Gives a user the email that a provider has just proved to be theirs, even if another user has
   * it. A linked or verified account loses the email and stays. An account that only claimed it is
   * barred and passed to `remove`.
   * @param email As `normalizeEmail` gives it.
   */
  takeEmail(id: string, email: string, remove: (id: string) => Promise<void>): Promise<EmailTaken>;
}
