import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const folder = path.join(import.meta.dirname, "decisions");
const files = readdirSync(folder).filter((file) => /^\d{4}-.*\.md$/.test(file));
const index = readFileSync(path.join(folder, "README.md"), "utf8");

it("there are decisions (the control of the next)", () => {
  expect(files.length).toBeGreaterThan(20);
});

it.each(files)("%s begins with its number, a date and a status, and the index says the same", (file) => {
  const text = readFileSync(path.join(folder, file), "utf8");
  const head =
    /^# (\d+)\. (.+)\n\n\*\*Date\.\*\* (\d{4}-\d\d-\d\d)\. \*\*Status\.\*\* (Accepted|Superseded by \d+)\./;
  const [, number, title, date, status] = head.exec(text) ?? [];
  expect(Number(number)).toBe(Number(file.slice(0, 4)));
  const cells = index
    .split("\n")
    .find((line) => line.includes(`(${file})`))
    ?.split("|")
    .map((cell) => cell.trim());
  expect(cells).toEqual(["", number, `[${title}](${file})`, date, status, ""]);
});
