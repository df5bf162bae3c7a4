import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { fixedWords, messages } from "./messages.ts";

/** Code's quotes are left out on both sides, since the page writes messages as code. */
const plain = (text: string) => text.replaceAll("`", "").replaceAll(/\s+/g, " ");
const page = plain(readFileSync(path.join(import.meta.dirname, "troubleshooting.md"), "utf8"));
const all = await messages();

it("every message of the runner and every problem of the site is on the page, with what to do", () => {
  expect(all.length).toBeGreaterThan(70);
  expect(all.filter(({ words }) => !page.includes(plain(words)))).toEqual([]);
});

it("of a message the fixed words count, without what is filled in (the control)", () => {
  expect(fixedWords("$" + '{name} is running already. It has "$' + '{port}".')).toBe(
    "is running already. It has",
  );
});
