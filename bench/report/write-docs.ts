import { readFile, writeFile } from "node:fs/promises";
import type { Results } from "../results.ts";
import { tables } from "./tables.ts";

// `npx tsx bench/report/write-docs.ts` writes the figures of bench/report/results.json into
// docs/performance.md.
const docs = "docs/performance.md";
const results = JSON.parse(await readFile("bench/report/results.json", "utf8")) as Results;
const [before, after] = (await readFile(docs, "utf8")).split(
  /(?<=<!-- figures -->\n)[\s\S]*(?=\n<!-- end of figures -->)/,
);
await writeFile(docs, `${before}\n${tables(results)}\n${after}`);
