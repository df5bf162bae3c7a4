import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const folder = import.meta.dirname;
const root = path.join(folder, "..");
const page = readFileSync(path.join(folder, "README.md"), "utf8");
const [index = "", fifteen = ""] = page.split("## Fifteen files");
const linksIn = (text: string) => [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, target = ""]) => target);
const read = linksIn(fifteen);

it("leads through at most 15 files, and each of its links is there", () => {
  expect(read.length).toBeGreaterThan(10);
  expect(read.length).toBeLessThanOrEqual(15);
  expect(linksIn(page).filter((target) => !existsSync(path.join(folder, target)))).toEqual([]);
});

it.each(read)("%s opens with its contract", (target) => {
  const text = readFileSync(path.join(folder, target), "utf8").replace(/^#!lua.*\n/, "");
  expect(text).toMatch(/^(\/\*\*?\s+\* \S|\/\/ \S|# \S|-- \S)/);
});

it("the index leads to every page of this folder", () => {
  const pages = readdirSync(folder).filter((file) => file.endsWith(".md") && file !== "README.md");
  expect(pages.length).toBeGreaterThan(15);
  expect(pages.filter((file) => !linksIn(index).includes(file))).toEqual([]);
});

it("the project's README has at most 700 words", () => {
  const text = readFileSync(path.join(root, "README.md"), "utf8");
  expect(text.split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(700);
});

it("the glossary has twenty terms, in their order", () => {
  const rows = readFileSync(path.join(folder, "glossary.md"), "utf8").split("\n").slice(4).filter(Boolean);
  const terms = rows.map((row) => row.split("|")[1]?.trim() ?? "");
  expect(terms).toHaveLength(20);
  expect(terms).toEqual(terms.toSorted((one, other) => one.localeCompare(other)));
});

const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const pages = ["README.md", "CONTRIBUTING.md", ...readdirSync(folder).map((file) => `docs/${file}`)];

it.each(pages.filter((file) => file.endsWith(".md")))("every npm script that %s names is there", (file) => {
  const text = readFileSync(path.join(root, file), "utf8");
  const named = [...text.matchAll(/\bnpm run ([a-z][\w:-]*)/g)].map(([, script = ""]) => script);
  expect(named.filter((script) => !(script in scripts))).toEqual([]);
});
