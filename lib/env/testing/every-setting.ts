import { describe, expect, test } from "vitest";
import type { Settings } from "../settings.ts";

/** A room's settings, with values to test them by. */
export interface Known<T> {
  readonly settings: Settings<T>;
  /** The required settings: without these, parsing fails whatever else is set. */
  readonly needed: Readonly<Record<string, string>>;
  /** For each setting that needs other settings, those others. */
  readonly beside: Readonly<Partial<Record<keyof T, Readonly<Record<string, string>>>>>;
  /** Every setting with a right value as it is written, and its parsed form. */
  readonly right: { readonly [name in keyof T]-?: readonly [string, unknown] };
}

/** A key that is long enough, and special characters that occur in passwords. */
export const key = "k".repeat(44);
export const special = `p@ss/w:rd+?#&%$!'"=\\~ü`;

/** Reads one setting, and reports its problem. */
export function askOf<T extends object>({ settings, needed, beside }: Known<T>) {
  const given = (name: keyof T, value: string) => ({ ...needed, ...beside[name], [name]: value });
  const parse = <Name extends keyof T>(name: Name, value: string): T[Name] =>
    settings.parse(given(name, value))[name];
  const messageFor = (name: keyof T, value: string): string => {
    try {
      parse(name, value);
    } catch (error) {
      return (error as Error).message;
    }
    return `${String(name)} was taken`;
  };
  return { parse, messageFor };
}

/** Tests the rules for every setting: white space, quotes, line ends and empty values. */
export function testEverySetting<T extends object>(known: Known<T>): void {
  const { settings, needed, beside, right } = known;
  const { parse, messageFor } = askOf(known);
  describe.each(Object.keys(right) as (keyof T & string)[])("%s", (name) => {
    const [written, read] = right[name];

    test("is read as it is written", () => {
      expect(parse(name, written)).toEqual(read);
    });

    test.each([
      ["space", ` \t${written}  `],
      ["a line end", `${written}\n`],
      ["a line end of Windows", `${written}\r\n`],
      ["a line before it", `\n${written}`],
    ])("is the same with %s around it", (_, value) => {
      expect(parse(name, value)).toEqual(read);
    });

    test.each(['"', "'", "`"])("is refused by name in %s, without its value", (quote) => {
      const message = messageFor(name, `${quote}${written}${quote}`);
      expect(message).toMatch(new RegExp(`- ${name}`));
      expect(message).not.toContain(written);
    });

    test("is refused by name with a line end in it, without its value", () => {
      const message = messageFor(name, `${written}\nhunter2`);
      expect(message).toMatch(new RegExp(`- ${name}`));
      expect(message).not.toContain("hunter2");
    });

    test.each(["", "  ", "\n"])("is as if it weren't there when it is %j", (value) => {
      const { [name]: _, ...others } = { ...needed, ...beside[name] } as Record<string, string>;
      const result = (environment: Record<string, string>) => {
        try {
          return settings.parse(environment);
        } catch (error) {
          return (error as Error).message;
        }
      };
      expect(result({ ...others, [name]: value })).toEqual(result(others));
    });
  });
}
