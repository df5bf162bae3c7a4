import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { root } from "./settings.ts";

const manifest = async (folder: string) =>
  JSON.parse(await readFile(path.join(root, folder, "package.json"), "utf8"));

const { workspaces, dependencies, devDependencies, engines } = await manifest("");

it.each(workspaces as string[])("%s takes what it needs in this project's versions", async (folder) => {
  const workspace = await manifest(folder);
  const here = { ...devDependencies, ...dependencies };
  for (const [name, version] of Object.entries(workspace.dependencies))
    expect(version, `${name} in ${folder}/package.json`).toBe(here[name]);
  expect(workspace.engines).toEqual(engines);
});
