/** Why the site refuses a new password. */
export type PasswordProblem = "short" | "long" | "email" | "repeated" | "common";

/**
 * Characters. NIST SP 800-63B-4 asks for 15 if the password is the only factor, and for 8 beside
 * another factor. OWASP ASVS 5.0 (6.2.1) asks for 8, and strongly for 15. This demo chooses 12 with
 * a throttle. Raise it here.
 */
export const minPasswordLength = 12;

/**
 * The site refuses longer ones before it hashes them. NIST SP 800-63B-4 asks for a maximum of at
 * least 64, and no person types 1024.
 */
export const maxPasswordLength = 1024;

/**
 * The most frequent entries with 12 or more characters in lists of leaked passwords, reduced to
 * letters and digits as below.
 */
const common = new Set([
  "123456789012",
  "1234567890123",
  "12345678901234",
  "123456789012345",
  "1q2w3e4r5t6y",
  "abcdefghijkl",
  "administrator",
  "changemeplease",
  "iloveyou1234",
  "letmeinplease",
  "password1234",
  "password12345",
  "password123456",
  "passwordpassword",
  "qwerty123456",
  "qwertyuiop12",
  "qwertyuiop123",
  "qwertyuiopasdfghjkl",
  "unstuckunstuck",
  "welcome12345",
  "welcome123456",
]);

/**
 * The problem of a new password; undefined if it has none. It checks the length and a list of
 * obvious passwords. It has no composition rules, because they make passwords easier to guess (NIST
 * SP 800-63B-4 section 3.1.1.2). A site with much to lose should check a breach corpus here.
 */
export function passwordProblem(password: string, email: string): PasswordProblem | undefined {
  const text = password.normalize("NFC");
  const characters = [...text];
  if (characters.length < minPasswordLength) return "short";
  if (text.length > maxPasswordLength) return "long";
  const [local = ""] = email.split("@");
  const lower = text.toLowerCase();
  // Most good passwords contain a local part of one or two letters.
  if (local.length >= 3 && lower.includes(local)) return "email";
  if (new Set(characters).size < 4 || isRepeated(lower)) return "repeated";
  if (common.has(lower.replace(/[^\p{L}\p{N}]/gu, ""))) return "common";
  return undefined;
}

/** Whether the text repeats one part of at most four characters: "abcabcabcabc". */
function isRepeated(text: string): boolean {
  return /^(.{1,4})\1+$/su.test(text);
}
