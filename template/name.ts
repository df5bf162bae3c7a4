import { builtinModules } from "node:module";

/** A project's name, in each form that a place of its name wants. */
export interface ProjectName {
  /** As npm knows it, with a scope or without. */
  readonly npm: string;
  /**
   * Without the scope: the name in cookies, keys in Redis, the Sentinel group, images, and the text
   * of pages.
   */
  readonly plain: string;
  /** In names of metrics, which have letters, digits and underscores. */
  readonly snake: string;
}

/** A template can't be made as it was asked for; the message says what to do instead. */
export class TemplateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "TemplateError";
  }
}

/**
 * The rules of npm for new packages. Of the separators that npm allows, it has those that images,
 * cookies and metrics take as well.
 */
const word = "[a-z0-9]+(?:[._-][a-z0-9]+)*";
const shape = new RegExp(`^(?:@${word}/)?(${word})$`);
const reserved: ReadonlySet<string> = new Set([...builtinModules, "node_modules", "favicon.ico"]);
const longest = 214;

/** @throws {TemplateError} for a name that npm, an image or a cookie couldn't have. */
export function parseName(given: string): ProjectName {
  const plain = shape.exec(given)?.[1];
  if (plain === undefined || given.length > longest || reserved.has(given)) {
    throw new TemplateError(
      `NAME must be a name for an npm package: lower-case letters and digits, with single ".", "_" or "-" between them, ` +
        `${longest} characters at most, and no name of Node.js's own. A scope may precede it: @acme/orders. It is "${given}".`,
    );
  }
  const words = plain.replace(/[^a-z0-9]/g, "_");
  return { npm: given, plain, snake: /^\d/.test(words) ? `app_${words}` : words };
}

/** The name of this project, in any of its forms. */
const own = "unstuck";

/**
 * Whether a file may go on naming this project: the license, and the store,
 * which is a package of its own.
 */
export const mayNameOrigin = (file: string): boolean => file === "LICENSE" || file.startsWith("lib/session/");

/** The text under another name, but for mentions of the store's package. */
export function renamed(text: string, name: ProjectName): string {
  return text.replace(/(@?)unstuck(?=(\/session\b)?)(_?)/gi, (found, at, store, line) => {
    if (at && store) return found;
    if (/^@?UNSTUCK/.test(found)) return at + name.snake.toUpperCase() + line;
    return at + (line ? name.snake : name.plain) + line;
  });
}

/** The mentions of this project that are left in a text. */
export const mentionsOf = (text: string): string[] =>
  text.split("\n").filter((line) => line.replaceAll(`@${own}/session`, "").toLowerCase().includes(own));

/**
 * The store's text with another default prefix of its keys, because the app's Redis user may use no
 * others. Other uses of the name stay.
 */
export const withKeysRenamed = (text: string, { plain }: ProjectName): string =>
  text
    .replace(`defaultPrefix = "${own}"`, `defaultPrefix = "${plain}"`)
    // The keys and channels that the app's user may touch (config/users.acl).
    .replaceAll(`~${own}:*`, `~${plain}:*`)
    .replaceAll(`&${own}:*`, `&${plain}:*`);
