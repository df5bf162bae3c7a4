import { createHash } from "node:crypto";

/**
 * Replaces every `{{NAME}}`. A name without a value is an error, so that a typo can't end up in a
 * configuration.
 */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The template asks for {{${name}}}, which has no value.`);
    return String(value);
  });
}

/**
 * An ACL file in the form that Redis accepts: no comments, one line per user, and only hashes of
 * the passwords.
 */
export function fillAcl(template: string, passwords: Readonly<Record<string, string>>): string {
  const hashes = Object.fromEntries(
    Object.entries(passwords).map(([name, password]) => [
      name,
      createHash("sha256").update(password).digest("hex"),
    ]),
  );
  const lines = template
    .replace(/^#.*\n/gm, "")
    .replace(/\n[ ]+/g, " ")
    .replace(/\n{2,}/g, "\n")
    .trimStart();
  return fill(lines, hashes);
}
