import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { defaultStateDir, root } from "./settings.ts";

// Outside of any one stack's state: `npm start` and `npm test` share a build of the same sources, and a stack goes on
// running its own while the next is made.
const buildsFolder = path.join(defaultStateDir, "builds");
const currentFile = path.join(buildsFolder, "current");

const inputs = [
  "app",
  "lib",
  "public",
  "proof/report/index.html",
  "cache-handler.mjs",
  "next.config.ts",
  "proxy.ts",
  "instrumentation.ts",
  "mdx-components.tsx",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
];

/** The folder of the build that parts start from: `server.js` with everything it needs beside it. */
export async function currentBuild(): Promise<string> {
  const name = await readFile(currentFile, "utf8").catch(() => "");
  const folder = path.join(buildsFolder, name);
  if (name === "" || !existsSync(path.join(folder, "server.js"))) {
    throw new Error("The app isn't built yet. `npm start` builds it.");
  }
  return folder;
}

/** Names the sources and all else that a build depends on: equal names, equal builds. */
export async function buildName(environment: Readonly<Record<string, string>>): Promise<string> {
  const hash = createHash("sha256");
  hash.update(`node ${process.versions.node.split(".")[0]}\n`);
  const settings = Object.entries(environment).filter(
    ([name]) => name.startsWith("NEXT_PUBLIC_") || name === "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY",
  );
  hash.update(JSON.stringify(settings.sort()));
  for (const input of inputs) await hashTree(hash, input);
  return hash.digest("hex").slice(0, 16);
}

/** Whether `npm start` can take this build instead of making it. */
export const isBuilt = (name: string) => existsSync(path.join(buildsFolder, name, "server.js"));

/** Makes it the one that parts start from. */
export async function selectBuild(name: string): Promise<void> {
  await writeFile(currentFile, name);
  const now = new Date();
  await utimes(path.join(buildsFolder, name), now, now);
  await removeOldBuilds(name);
}

/** Runs `next build` and puts the standalone server and its assets into a folder of their own. */
export async function makeBuild(name: string, environment: Readonly<Record<string, string>>): Promise<void> {
  const { all, failed } = await execa(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
    cwd: root,
    env: { ...environment, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    extendEnv: true,
    all: true,
    reject: false,
  });
  if (failed) throw new Error(`\`next build\` failed:\n${all}`);

  const standalone = path.join(root, ".next/standalone");
  if (!existsSync(path.join(standalone, "server.js"))) {
    throw new Error(
      '`next build` made no .next/standalone/server.js. next.config.ts needs `output: "standalone"`, and no lockfile may lie in a folder above the project.',
    );
  }
  const target = path.join(buildsFolder, name);
  const unfinished = `${target}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(buildsFolder, { recursive: true });
  // Next.js copies .env along; a build that travels must not carry the secrets of the machine that made it.
  const withoutSecrets = (source: string) => !path.basename(source).startsWith(".env");
  await cp(standalone, unfinished, { recursive: true, filter: withoutSecrets, verbatimSymlinks: true });
  await cp(path.join(root, ".next/static"), path.join(unfinished, ".next/static"), { recursive: true });
  if (existsSync(path.join(root, "public"))) {
    await cp(path.join(root, "public"), path.join(unfinished, "public"), { recursive: true });
  }
  await rm(target, { recursive: true, force: true });
  await rename(unfinished, target);
}

/** The last three stay, at about 45 MB each: a rollback needs one, and an older stack may still run another. */
async function removeOldBuilds(current: string): Promise<void> {
  const builds = (await readdir(buildsFolder, { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  );
  const aged = await Promise.all(
    builds.map(async ({ name }) => ({ name, used: (await stat(path.join(buildsFolder, name))).mtimeMs })),
  );
  const old = aged.sort((a, b) => b.used - a.used).slice(3);
  for (const { name } of old) {
    if (name !== current) await rm(path.join(buildsFolder, name), { recursive: true, force: true });
  }
}

async function hashTree(hash: ReturnType<typeof createHash>, relative: string): Promise<void> {
  const full = path.join(root, relative);
  if (!existsSync(full)) return;
  if (!(await stat(full)).isDirectory()) {
    hash.update(`${relative}\0`).update(await readFile(full));
    return;
  }
  for (const entry of (await readdir(full)).sort()) {
    if (!/\.test\.tsx?$/.test(entry)) await hashTree(hash, path.join(relative, entry));
  }
}
