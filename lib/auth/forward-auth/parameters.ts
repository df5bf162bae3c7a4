import { type Role, roles } from "../../users/user.ts";

/** What a proxy's location asks for, which stands in its configuration: no client can choose it. */
export interface Parameters {
  readonly role: Role;
  /** Whom the signed identity is for. */
  readonly audience: string | undefined;
  /**
   * Whether a visitor's page view is answered with a redirect to the sign-in, where a
   * proxy can't make one of a 401.
   */
  readonly redirects: boolean;
}

const known: ReadonlySet<string> = new Set(["role", "audience", "sign-in"]);

/**
 * Reads the query of a question about a session. Empty ones count as left
 * out, as nginx writes them.
 * @returns What is wrong with it otherwise: a misspelled parameter must open nothing.
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
