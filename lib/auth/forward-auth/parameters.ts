import { type Role, roles } from "../../users/user.ts";

/**
 * The parameters that a proxy's location asks with. The proxy's configuration sets them, so no
 * client can choose them.
 */
export interface Parameters {
  readonly role: Role;
  /** The service that the signed identity is for. */
  readonly audience: string | undefined;
  /**
   * Whether the site answers a visitor's page view with a redirect to the sign-in, for a proxy that
   * can't turn a 401 into a redirect.
   */
  readonly redirects: boolean;
}

const known: ReadonlySet<string> = new Set(["role", "audience", "sign-in"]);

/**
 * Reads the query of a question about a session. An empty parameter counts as left out, because
 * nginx writes empty ones.
 * @returns The problem if the query is wrong: a misspelled parameter must not give access.
 */
export function readParameters(query: URLSearchParams): Parameters | { problem: string } {
  const names = [...query.keys()];
  const strange = names.find((name) => !known.has(name));
  if (strange !== undefined)
    return { problem: `It takes ${[...known].join(", ")}, and one of these is something else.` };
  if (new Set(names).size < names.length) return { problem: "A parameter is there twice." };
  const role = query.get("role") || "user";
  if (!isRole(role)) return { problem: `role must be one of ${roles.join(", ")}.` };
  const signIn = query.get("sign-in") || "answer";
  if (signIn !== "answer" && signIn !== "redirect")
    return { problem: "sign-in must be redirect, or be left out." };
  const audience = query.get("audience") || undefined;
  if (audience !== undefined && !/^[\x21-\x7e]{1,200}$/.test(audience))
    return { problem: "audience must be up to 200 letters of ASCII, without spaces." };
  return { role, audience, redirects: signIn === "redirect" };
}

const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text);
