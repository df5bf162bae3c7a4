import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { modules } from "../docs/rooms.ts";
import { buildInputs, buildName } from "./build.ts";
import { importsOf } from "./testing/modules.ts";

const isInput = (file: string) => buildInputs.some((input) => file === input || file.startsWith(`${input}/`));

it("a build's name depends on every module that goes into it", async () => {
  const inputs = [...(await modules())].filter(
    ([file]) => isInput(file) && !/\.test\.|\/testing\//.test(file),
  );
  expect(inputs.length).toBeGreaterThan(300);
  const missing = inputs.flatMap(([file, source]) =>
    importsOf(file, source).filter((imported) => !isInput(imported)),
  );
  expect([...new Set(missing)].filter((file) => !file.startsWith("proof/report/"))).toEqual([]);
});

it("a build's name depends on the store's sources, and not on whether its package was built", async () => {
  const tree = await mkdtemp(path.join(tmpdir(), "unstuck-tree-"));
  onTestFinished(() => rm(tree, { recursive: true, force: true }));
  const write = async (file: string, content: string) => {
    await mkdir(path.dirname(path.join(tree, file)), { recursive: true });
    await writeFile(path.join(tree, file), content);
  };
  await write("lib/session/store.ts", "first");
  const first = await buildName({}, tree);
  await write("lib/session/dist/store.js", "built");
  expect(await buildName({}, tree)).toBe(first);
  await write("lib/session/store.ts", "second");
  expect(await buildName({}, tree)).not.toBe(first);
});
