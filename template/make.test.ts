import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeTemplate } from "./make.ts";
import { parseName } from "./name.ts";
import { isCandidate, unreached } from "./selection.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "template-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it("a folder with something in it is refused, with what is in it, and stays as it is", async () => {
  await writeFile(path.join(folder, "letter.txt"), "Dear Ada");
  await expect(makeTemplate(folder, parseName("orders"))).rejects.toThrow(
    `${folder} isn't empty: it has letter.txt. Name a new or an empty folder.`,
  );
  expect(await readdir(folder)).toEqual(["letter.txt"]);
});

it("a file in the folder's place is refused", async () => {
  const file = path.join(folder, "letter.txt");
  await writeFile(file, "Dear Ada");
  await expect(makeTemplate(file, parseName("orders"))).rejects.toThrow(`${file} is a file.`);
});

it.each([
  "app/(demo)/page.tsx",
  "controls/room.ts",
  "proof/run.ts",
  "lib/auth/iron.test.ts",
  "docs/security.md",
])("%s is no part of a template", (file) => expect(isCandidate(file)).toBe(false));

it("what nothing leads to is left out, and what is started by its name stays", () => {
  const sources = new Map([
    ["app/page.tsx", 'import { a } from "@/lib/auth/iron.ts";'],
    ...["lib/auth/iron.ts", "lib/auth/alone.ts", "stack/start.ts", "stack/memory.ts"].map(
      (file) => [file, ""] as const,
    ),
    ...["e2e/round-robin-is-real.spec.ts", "e2e/image-is-small.spec.ts", "nginx/nginx.conf"].map(
      (file) => [file, ""] as const,
    ),
  ]);
  expect(unreached(sources)).toEqual(["lib/auth/alone.ts", "stack/memory.ts", "e2e/image-is-small.spec.ts"]);
});
