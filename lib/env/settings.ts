import type { z } from "zod";

/** The source of settings: the process's environment, or a table in tests. */
export type Source = Readonly<Record<string, string | undefined>>;

/** The settings of one room. */
export interface Settings<T> {
  /**
   * This process's settings, parsed at the first call.
   * @throws {BadSettings}
   */
  (): T;
  /** @throws {BadSettings} naming every setting that is missing or wrong, and its fix. */
  parse(source: Source): T;
  /** Each setting's kind and default, by its name. */
  readonly schema: z.ZodObject;
  /** What each setting does. */
  readonly about: Readonly<Record<string, string>>;
}

/**
 * Settings that can't be used as they are. The message has one line per setting: its name, the
 * problem and the fix. No line shows a value.
 */
export class BadSettings extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(`The settings can't be used:\n${lines.map((line) => `  - ${line}`).join("\n")}`);
    this.name = "BadSettings";
    this.lines = lines;
  }
}

/**
 * Settings with this schema. Each room has its own, so that an adopter can delete a room with its
 * settings. Only this function reads `process.env`.
 * @param about What each setting does.
 */
export function defineSettings<Schema extends z.ZodObject>(
  schema: Schema,
  about: Readonly<Record<keyof z.output<Schema> & string, string>>,
): Settings<z.output<Schema>> {
  let parsed: z.output<Schema> | undefined;
  const parse = (source: Source) => parseWith(schema, source);
  const read = () => {
    parsed ??= parse(process.env);
    return parsed;
  };
  return Object.assign(read, { parse, schema, about });
}

/**
 * Reads all of them, so that one error names every problem.
 * @throws {BadSettings}
 */
export function checkSettings(all: readonly Settings<unknown>[]): void {
  const lines = all.flatMap((read) => {
    try {
      read();
      return [];
    } catch (error) {
      if (error instanceof BadSettings) return error.lines;
      throw error;
    }
  });
  if (lines.length > 0) throw new BadSettings(lines);
}

/**
 * Empty strings count as unset, because Compose passes unset variables as empty. So do strings of
 * space alone.
 */
function parseWith<Schema extends z.ZodType>(schema: Schema, source: Source): z.output<Schema> {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim() !== ""));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new BadSettings(
    result.error.issues.map(({ path: [name], message }) =>
      message.includes(String(name)) ? message : `${String(name)}: ${message}`,
    ),
  );
}
