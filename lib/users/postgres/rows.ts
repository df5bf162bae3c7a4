import type { User } from "../user.ts";
import type { StoredUser } from "../user-records.ts";

/** A row of `users`, as {@link columns} select it. */
export interface UserRow {
  id: string;
  email: string | null;
  name: string;
  role: string;
  email_verified: Date | null;
  image: string | null;
  password: string | null;
}

export const columns = "id, email, name, role, email_verified, image, password";

/**
 * Selects the users that exist for every caller: not barred, and not expired before they were
 * linked.
 */
export const isThere = "not barred and (expires_at is null or expires_at > now())";

export function userOf({ id, email, name, role, email_verified, image }: UserRow): User {
  return {
    id,
    email: email ?? "",
    name,
    role: role === "operator" ? "operator" : "user",
    ...(email_verified ? { emailVerified: email_verified } : {}),
    ...(image ? { image } : {}),
  };
}

export const storedOf = (row: UserRow): StoredUser => ({ user: userOf(row), password: row.password ?? "" });
