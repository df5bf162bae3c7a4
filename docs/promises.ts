import { readFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../stack/settings.ts";
import { specFiles } from "../stack/testing/spec-files.ts";

/** The sections of docs/promises.md, in its order. */
export const sections = [
  "Nodes",
  "Redis",
  "Sessions",
  "Signing in",
  "Accounts",
  "Attacks and limits",
  "What three nodes share",
  "Pages and lessons",
  "Operating",
  "Containers",
] as const;

/** What a spec promises, as the comment at its top says. */
export interface Promised {
  readonly name: string;
  readonly file: string;
  readonly section: string;
  readonly promise: string;
  /** What shows that the spec can fail. Empty where nothing does yet. */
  readonly control: string;
}

/** The fields of a spec's first comment, such as `Promise: …`, each on one line or several. */
export function fieldsOf(source: string): ReadonlyMap<string, string> {
  const [, comment = ""] = /^\/\*\n([\s\S]*?)\*\//.exec(source) ?? [];
  const text = comment.replaceAll(/\s*\n? \* +/g, (gap) => (/ {3}$/.test(gap) ? " " : "\n"));
  const fields = [...text.matchAll(/^(Section|Promise|Control): (.+)$/gm)];
  return new Map(fields.map(([, field = "", value = ""]) => [field, value.trim()]));
}

/** Every spec's promise, in the order of the sections and then of the specs' names. */
export async function promised(): Promise<Promised[]> {
  const all = [...(await specFiles())].sort(([one], [other]) => one.localeCompare(other));
  const found = await Promise.all(
    all.map(async ([name, file]) => {
      const fields = fieldsOf(await readFile(path.join(root, file), "utf8"));
      const [section, promise, control] = ["Section", "Promise", "Control"].map(
        (field) => fields.get(field) ?? "",
      );
      return { name, file, section: section ?? "", promise: promise ?? "", control: control ?? "" };
    }),
  );
  const place = ({ section }: Promised) => (sections as readonly string[]).indexOf(section);
  return found.sort((one, other) => place(one) - place(other));
}
