import { readFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../stack/settings.ts";
import { projectFiles } from "../stack/testing/kept-rooms.ts";

/** A message that a person may read, without what is filled in. */
export interface Message {
  readonly file: string;
  /** Its longest run of fixed words. */
  readonly words: string;
}

const errors =
  /\bnew (?:StackError|Refusal|BadEnvFile|TemplateError)\(\s*(?:\w+,\s*)?(["`])((?:\\.|(?!\1)[\s\S])*)\1/g;
const problems = /\bproblem\(\s*\d+,\s*(")((?:\\.|(?!\1)[\s\S])*)\1/g;
const isRead = (file: string) =>
  /^(stack|template|app|lib\/auth|lib\/node|demo)\/.*\.tsx?$/.test(file) &&
  !/\.test\.tsx?$|\/testing\/|^stack\/test-/.test(file);

/**
 * What remains of a template when the parts that are filled in are taken out: its
 * longest piece, on one line.
 */
export function fixedWords(template: string): string {
  const pieces = template
    .replaceAll("\\`", "`")
    .split(/\$\{(?:[^{}]|\{[^{}]*\})*\}|\\n|\n/)
    .map((piece) => piece.replaceAll(/^[^\w`]+|[^\w.`?]+$/g, ""));
  return pieces.sort((one, other) => other.length - one.length)[0] ?? "";
}

/** Every message of the runner's errors and of the site's problem answers. */
export async function messages(): Promise<Message[]> {
  const files = (await projectFiles()).filter(isRead);
  const all = await Promise.all(
    files.map(async (file) => {
      const source = await readFile(path.join(root, file), "utf8");
      return [...source.matchAll(errors), ...source.matchAll(problems)].map(([, , text = ""]) => ({
        file,
        words: fixedWords(text),
      }));
    }),
  );
  return all.flat().filter(({ words }) => words.includes(" "));
}
