import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { root } from "../stack/settings.ts";

/**
 * What docs/style.md writes in other words. In parts, so that this file doesn't name them either.
 */
const oldWords = new RegExp(
  [
    ...["\\ban" + "ew\\b", "\\bpre" + "sets?\\b", "\\bme" + "nd(?:s|ed|ing)?\\b", "\\bwho" + "ever\\b"],
    ...["\\bwho is" + "n['’]t\\b", "\\bwhat is as" + "ked\\b"],
  ].join("|"),
  "gi",
);

/** The page that quotes them; packages' names; a linter's own word; and what holds no text. */
const exempt = /^(docs\/style\.md|(.*\/)?package-lock\.json|biome\.json|.*\.(png|webp|svg|ico))$/;

/** In sentences, which a comment may break over several lines. */
const found = (text: string) => text.replaceAll(/\s*\n\s*(?:\*|\/\/|#|--)?\s*/g, " ").match(oldWords) ?? [];

const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
  maxBuffer: 10_000_000,
})
  .split("\0")
  .filter((file) => file !== "" && !exempt.test(file));

it("no page, comment or message has a word that the style page replaces", () => {
  expect(files.length).toBeGreaterThan(900);
  const hits = files.flatMap((file) => {
    const text = readOrNothing(file);
    return found(text).map((word) => `${file}: ${word}`);
  });
  expect(hits).toEqual([]);
});

it("such a word is found, over a line's end too (the control)", () => {
  expect(found(`/* made an${"ew"} */`)).toHaveLength(1);
  expect(found(`// for a visitor who\n  // is${"n't"} there`)).toHaveLength(1);
  expect(found("the same again, for a person who is not there")).toEqual([]);
});

/** What begins a line of a comment, in the languages that are here. */
const comment = /^\s*(?:\/\/|\/\*|\{\/\*|\*|#|--)\s/;
/** Text for people is wrapped by their window, and these are data, or made by a command. */
const unwrapped = /\.(md|mdx|json|txt|html)$|^(lib\/session\/vectors|proof\/report)\/|mvnw/;
/** A tool reads these, and wants them on one line. */
const directive = /biome-ignore|@ts-|shellcheck|https?:\/\//;

const columns = 100;
const tooLong = (text: string) =>
  text
    .split("\n")
    .filter((line) => [...line].length > columns && comment.test(line) && !directive.test(line));

it("no line of a comment is longer than 100 columns", () => {
  const hits = files
    .filter((file) => !unwrapped.test(file))
    .flatMap((file) => tooLong(readOrNothing(file)).map((line) => `${file}: ${line}`));
  expect(hits).toEqual([]);
});

it("one that is longer is found, in every kind of comment (the control)", () => {
  const long = "word ".repeat(24);
  for (const start of ["// ", " * ", "  # ", "-- ", "/* ", "{/* "])
    expect(tooLong(start + long)).toHaveLength(1);
  expect(tooLong(`const text = "${long}";`)).toEqual([]);
});

/** A file that was deleted and not yet committed is listed as well. */
function readOrNothing(file: string): string {
  try {
    return readFileSync(path.join(root, file), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
