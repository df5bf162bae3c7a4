import type { User } from "../user.ts";

/**
 * A user's fields as arguments of HSET. They don't include the email: only scripts/commit.lua sets
 * it.
 */
export function fieldsOf({ name, role, emailVerified, image }: Partial<User>): string[] {
  return [
    ...(name === undefined ? [] : ["name", name]),
    ...(role === undefined ? [] : ["role", role]),
    ...(emailVerified === undefined ? [] : ["emailVerified", String(emailVerified.getTime())]),
    ...(image === undefined ? [] : ["image", image]),
  ];
}

/** A user from the reply of HGETALL. */
export function userOf(id: string, flat: Buffer[]): User {
  const verified = fieldIn(flat, "emailVerified");
  const image = fieldIn(flat, "image");
  return {
    id,
    email: fieldIn(flat, "email") ?? "",
    name: fieldIn(flat, "name") ?? "",
    role: fieldIn(flat, "role") === "operator" ? "operator" : "user",
    ...(verified ? { emailVerified: new Date(Number(verified)) } : {}),
    ...(image ? { image } : {}),
  };
}

/** One field from the reply of HGETALL. */
export function fieldIn(flat: Buffer[], name: string): string | undefined {
  const at = flat.findIndex((text, index) => index % 2 === 0 && String(text) === name);
  return at < 0 ? undefined : String(flat[at + 1]);
}
