import { rolesOf } from "../../users/user.ts";
import type { AppSession } from "../sessions.ts";

/**
 * What a proxy hands on to the service behind it. All are there in each answer, so that
 * a proxy overwrites what a client sent under these names. `X-Auth-Identity` is added
 * where identities are signed.
 */
export function identityHeaders({ user, data: { email, name, role } }: AppSession): Record<string, string> {
  return {
    "x-auth-user": headerText(user),
    "x-auth-email": headerText(email),
    "x-auth-name": headerText(name),
    "x-auth-roles": rolesOf(role).join(","),
  };
}

/**
 * Text as a header can carry it: the bytes of its UTF-8, with each one percent-encoded that isn't
 * printable ASCII, or is `%`. Spaces stay, but for those at its ends, which HTTP would take away.
 * `decodeURIComponent` gives the text back.
 */
export function headerText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\x20-\x7e]+|%/g, encodeURIComponent)
    .replaceAll(/^ +| +$/g, (spaces) => "%20".repeat(spaces.length));
}
