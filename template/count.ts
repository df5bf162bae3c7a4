import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

/**
 * The files to count, in these rooms: all tracked files that a person would have to read, with all
 * lines, blank ones and comments included. These are the rows that docs/template.md once marked
 * with "yes", and the rooms that have grown out of them. The tests of `lib` don't count.
 */
const rooms =
  /^(lib\/(session|auth|env|users|node)\/|lib\/env\.ts$|app\/(login|sign-up|account|_ui)\/|nginx\/|redis\/|stack\/|e2e\/|Dockerfile$|docker-compose\.yml$)/;
const kinds = /(\.(ts|tsx|mjs|lua|conf|css|yml|sh)|^Dockerfile)$/;
const testsOfLib = /^lib\/.*(\.test\.tsx?$|\/testing\/)/;

export const isCounted = (file: string): boolean =>
  rooms.test(file) && kinds.test(file) && !testsOfLib.test(file);

export interface Lines {
  readonly all: number;
  /** The lines by the first folder, or the second of `lib` and `app`. */
  readonly byRoom: Readonly<Record<string, number>>;
}

/** Counts a repository's lines. */
export async function countLines(root: string): Promise<Lines> {
  const { stdout } = await execa("git", ["ls-files"], { cwd: root });
  const byRoom: Record<string, number> = {};
  let all = 0;
  for (const file of stdout.split("\n").filter(isCounted)) {
    const lines = (await readFile(path.join(root, file), "utf8")).split("\n").length - 1;
    const [first = "", second = ""] = file.split("/");
    const room = ["lib", "app"].includes(first) ? `${first}/${second}` : first;
    byRoom[room] = (byRoom[room] ?? 0) + lines;
    all += lines;
  }
  return { all, byRoom };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { all, byRoom } = await countLines(path.resolve(process.argv[2] ?? "."));
  console.table(byRoom);
  console.log(`${all} lines`);
}
