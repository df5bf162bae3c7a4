/** RFC 5321 section 4.5.3.1: 64 octets before the at sign, and 254 for the whole (errata 1690). */
const localLimit = 64;
const limit = 254;

/**
 * An email in the one form in which the site keeps and compares it: trimmed, NFC, lower case.
 * Undefined for text that can't be an email. It checks only the shape: only a message could show
 * whether the email exists.
 */
export function normalizeEmail(text: string): string | undefined {
  const email = text.trim().normalize("NFC").toLowerCase();
  if (Buffer.byteLength(email) > limit) return undefined;
  const [, local] = /^([^\s@<>,;:"()[\]\\\p{Cc}]+)@[^\s@.]+(?:\.[^\s@.]+)+$/u.exec(email) ?? [];
  return local && Buffer.byteLength(local) <= localLimit ? email : undefined;
}
