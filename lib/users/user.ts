export type Role = "user" | "operator";

/** A person of this site. The password's hash isn't part of it: it stands under a key of its own, so that no page can leak it. */
export interface User {
  id: string;
  /** As {@link normalizeEmail} gives it; no two users share one. Empty if a provider gave it to somebody else since. */
  email: string;
  name: string;
  role: Role;
  /** When somebody showed that they read this address. */
  emailVerified?: Date;
}
