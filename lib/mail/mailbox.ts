import { normalizeEmail } from "../users/email.ts";

/** Whom mail comes from. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** Reads `Unstuck <no-reply@unstuck.example>`, or an address alone; undefined for anything else. */
export function parseMailbox(text: string): Mailbox | undefined {
  const [, name = "", inBrackets] = /^([^<>"\\]*)<([^<>]*)>$/.exec(text.trim()) ?? [];
  const address = normalizeEmail(inBrackets ?? text);
  return address ? { name: inBrackets === undefined ? "" : name.trim(), address } : undefined;
}
