/** The roles of this site's accounts. */
export const roles = ["user", "operator"] as const;
export type Role = (typeof roles)[number];

/** The roles that an account of this role may act in: an operator may do all that a user may. */
export const rolesOf = (role: Role): readonly Role[] =>
  role === "operator" ? ["operator", "user"] : ["user"];

/**
 * A person of this site. The password's hash isn't part of this record, so that no page can leak
 * it.
 */
export interface User {
  id: string;
  /**
   * As {@link normalizeEmail} gives it; no two users share one. Empty if a provider has since given
   * it to another person.
   */
  email: string;
  name: string;
  role: Role;
  /** When the person verified this address. */
  emailVerified?: Date;
  /** The URL of the person's picture, as the provider says it. */
  image?: string;
}
