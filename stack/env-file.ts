import { parse } from "dotenv";

/**
 * A file of settings that can't be read or written as it is. The message names the
 * setting and shows no value.
 */
export class BadEnvFile extends Error {
  constructor(message: string) {
    super(message);
    this.name = "BadEnvFile";
  }
}

/**
 * A setting whose value isn't in quotes and has a `#` in it, where the rest would be cut
 * off in silence as a comment.
 */
const cutOff = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(?!['"`])[^\s#][^\r\n#]*#/gm;

/**
 * Reads a file such as .env.
 * @throws {BadEnvFile} for a value whose end would be taken for a comment.
 */
export function parseEnvFile(text: string): Record<string, string> {
  for (const [line, name] of text.matchAll(cutOff)) {
    // With a space before it, the `#` is meant as a comment.
    if (/\s#$/.test(line)) continue;
    throw new BadEnvFile(
      `${name} has a # in it, which begins a comment in .env. Put the value in single quotes.`,
    );
  }
  return parse(text);
}

/**
 * Settings in the format of `node --env-file`. Each value is in a kind of quotes that it doesn't
 * contain, because nothing escapes a quote there. Double quotes come last, as Node.js reads `\n` in
 * them as a line end. Empty settings are left out.
 * @throws {BadEnvFile} for a value that can't be written so. A line end in the middle would be cut
 * off in silence.
 */
export const formatEnvFile = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}=${quoted(name, value)}\n`)
    .join("");

function quoted(name: string, value: string): string {
  if (/[\r\n\0]/.test(value)) throw new BadEnvFile(`${name} has a line end in it. Write it in one line.`);
  for (const quote of ["'", "`", '"']) {
    if (value.includes(quote) || (quote === '"' && value.includes("\\n"))) continue;
    return quote + value + quote;
  }
  throw new BadEnvFile(
    `${name} has every kind of quotes in it, and a container's settings can't be written so. Leave one kind out: ', \` or ".`,
  );
}

/**
 * The same for a shell to read: each is set and exported, unless the environment has it already.
 */
export const formatShellFile = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => {
      const literal = `'${value.replaceAll("'", `'\\''`)}'`;
      return `[ -n "\${${name}:-}" ] || ${name}=${literal}\nexport ${name}\n`;
    })
    .join("");

/**
 * The settings that have a value: those that are empty, or space alone, count as unset,
 * as Compose passes them so.
 */
export function givenIn(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && value.trim() !== "") given[name] = value;
  }
  return given;
}
