import type { User } from "./user.ts";

/**
 * By what a provider knows a person: a subject is unique at its issuer only, and is
 * never given to another person.
 */
export interface Link {
  issuer: string;
  subject: string;
}

export interface LinkedUser {
  user: User;
  /**
   * Whether the user's own record names the link, and the account lasts: otherwise {@link
   * LinkedUsers.link} is due.
   */
  settled: boolean;
}

export type EmailTaken =
  /** `removed`: how many accounts only claimed the email, and are removed. */
  | { status: "taken"; removed: number }
  /** Others took it at each of our tries. */
  | { status: "contended" }
  | { status: "none" };

/**
 * What an account may live before it is linked, in ms: far above the 8 s within which each
 * step is answered or given up.
 */
export const openLives = 60_000;
/**
 * Accounts that may take an email while {@link LinkedUsers.takeEmail} is at
 * work, one after the other.
 */
export const takeTries = 5;

/**
 * Users whom a provider knows. One atomic step decides on a link together with the user's email, so
 * no order of sign-ons, sign-ups and renames gives one account to two subjects of an issuer. Every
 * change is durable. Errors: as of {@link UserRecords}.
 */
export interface LinkedUsers {
  /**
   * Opens an account without an email. It is gone after a minute unless it
   * is linked. @returns Its id.
   */
  open(name: string, link: Link): Promise<string>;
  /** The user, unless it is another subject's. */
  find(id: string, link: Link): Promise<LinkedUser | undefined>;
  /**
   * Links a user, for good. Of two subjects of one issuer at once, on
   * whatever nodes, one is refused.
   * @param verified The email that an unlinked user must have shown to read.
   */
  link(id: string, link: Link, verified?: string): Promise<boolean>;
  unlink(id: string, link: Link): Promise<void>;
  /**
   * Gives a user the email that a provider has just proved to be theirs, even if another
   * has it. A linked or verified account loses it and stays. One that only claimed it is
   * barred and handed to `remove`.
   * @param email As `normalizeEmail` gives it.
   */
  takeEmail(id: string, email: string, remove: (id: string) => Promise<void>): Promise<EmailTaken>;
}
