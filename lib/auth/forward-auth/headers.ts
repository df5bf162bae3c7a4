import { rolesOf } from "../../users/user.ts";
import type { AppSession } from "../sessions.ts";

/**
 * The headers that a proxy hands on to the service behind it. Each answer has all of them, so that
 * a proxy overwrites what a client sent under these names. With `IDENTITY_KEYS`, the site adds
 * `X-Auth-Identity`.
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
 * Text in a form that a header can carry: its UTF-8 bytes. It percent-encodes `%` and each byte
 * that isn't printable ASCII. Spaces stay, except those at the ends, which HTTP would remove.
 * `decodeURIComponent` restores the text.
 */
export function headerText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\x20-\x7e]+|%/g, encodeURIComponent)
    .replaceAll(/^ +| +$/g, (spaces) => "%20".repeat(spaces.length));
}
