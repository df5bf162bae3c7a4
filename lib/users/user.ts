/** The roles of this site's accounts. */
export const roles = ["user", "operator"] as const;
export type Role = (typeof roles)[number];

/** What an account of this role may act as: an operator may do all that a user may. */
export const rolesOf = (role: Role): readonly Role[] =>
  role === "operator" ? ["operator", "user"] : ["user"];

/**
 * A person of this site. The password's hash isn't part of it: it is kept apart, so
 * that no page can leak it.
 */
export interface User {
  id: string;
  /**
   * As {@link normalizeEmail} gives it; no two users share one. Empty if a provider gave
   * it to somebody else since.
   */
  email: string;
  name: string;
  role: Role;
  /** When somebody showed that they read this address. */
  emailVerified?: Date;
  /** Where the provider says that their picture is. */
  image?: string;
}
