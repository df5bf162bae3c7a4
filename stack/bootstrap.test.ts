import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { root } from "./settings.ts";

/**
 * A clone with one dependency, which is a development dependency and stands in for tsx:
 * it says that it is there.
 */
async function freshClone(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "unstuck-clone-"));
  const write = async (name: string, content: string) => {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  };
  await cp(path.join(root, "stack/bootstrap.mjs"), path.join(folder, "stack/bootstrap.mjs"), {
    recursive: true,
  });
  const tsx = { name: "tsx", version: "1.0.0", type: "module", exports: { "./esm/api": "./api.js" } };
  await write("own/tsx/package.json", JSON.stringify(tsx));
  await write(
    "own/tsx/api.js",
    'export const register = () => { console.log("tsx is there"); process.exit(0); };',
  );
  const project = { name: "clone", version: "1.0.0", devDependencies: { tsx: "file:own/tsx" } };
  await write("package.json", JSON.stringify(project));
  await execa("npm", ["install", "--package-lock-only", "--offline", "--no-audit"], { cwd: folder });
  return folder;
}

const start = (folder: string, env: Record<string, string> = {}) =>
  execa("node", ["stack/bootstrap.mjs", "start"], { cwd: folder, env, reject: false });

it("npm's setting to leave out development dependencies doesn't keep the site from starting", async () => {
  const folder = await freshClone();
  for (const turn of ["first", "second"]) {
    const { stdout, exitCode } = await start(folder, { npm_config_omit: "dev", NODE_ENV: "production" });
    expect(exitCode, `of the ${turn} start`).toBe(0);
    expect(stdout).toMatch(/tsx is there$/);
  }
  await rm(folder, { recursive: true });
}, 60_000);

it("what is missing from node_modules is installed, though an install was noted", async () => {
  const folder = await freshClone();
  await start(folder);
  await rm(path.join(folder, "node_modules/tsx"), { recursive: true });
  const { stdout, exitCode } = await start(folder);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/tsx is there$/);
  await rm(folder, { recursive: true });
}, 60_000);
