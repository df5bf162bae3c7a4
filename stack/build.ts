import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { defaultStateDir, root } from "./settings.ts";

// The builds are outside any one stack's state. `npm start` and `npm test` share a build of the
// same sources, and a stack goes on running its own build while the next is made.
const buildsFolder = path.join(defaultStateDir, "builds");

/**
 * A stack runs one build and can go back to two. A second stack may run older ones, and the tests
 * make two of their own.
 */
const kept = 8;

/**
 * The files and folders that a build is made of, in the project's folder. Not all of them must
 * exist.
 */
export const buildInputs = [
  "app",
  "boot.ts",
  "composition",
  "controls",
  "demo",
  "lib",
  "public",
  "proof/report/index.html",
  "cache-handler.mjs",
  "use-cache-handler.mjs",
  "next.config.ts",
  "proxy.ts",
  "instrumentation.ts",
  "mdx-components.tsx",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
];

/** A build's folder: `server.js` with everything it needs beside it. */
export const folderOfBuild = (name: string) => path.join(buildsFolder, name);

export const nameOfBuild = (folder: string) => path.basename(folder);

export const isBuild = (folder: string) => existsSync(path.join(folder, "server.js"));

/** Names the sources and everything else that a build depends on. Equal names mean equal builds. */
export async function buildName(
  environment: Readonly<Record<string, string>>,
  tree: string = root,
): Promise<string> {
  const hash = createHash("sha256");
  hash.update(`node ${process.versions.node.split(".")[0]}\n`);
  const settings = Object.entries(environment).filter(
    ([name]) => name.startsWith("NEXT_PUBLIC_") || name === "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY",
  );
  hash.update(JSON.stringify(settings.sort()));
  for (const input of buildInputs) await hashTree(hash, tree, input);
  return hash.digest("hex").slice(0, 16);
}

/**
 * Makes the build of these sources, or takes the existing one. Next.js knows it by the same name
 * (next.config.ts), so nodes, logs and the runner call a build alike.
 * @returns Its folder.
 */
export async function makeBuild(
  name: string,
  environment: Readonly<Record<string, string>>,
  tree: string = root,
): Promise<string> {
  const folder = folderOfBuild(name);
  if (!isBuild(folder)) await build(tree, folder, { ...environment, BUILD_NAME: name });
  const now = new Date();
  await utimes(folder, now, now);
  await removeOldBuilds();
  return folder;
}

/** Runs `next build` and puts the standalone server and its assets into a folder of their own. */
async function build(
  tree: string,
  target: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const { all, failed } = await execa(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
    cwd: tree,
    env: { ...environment, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    extendEnv: true,
    all: true,
    reject: false,
  });
  if (failed) throw new Error(`\`next build\` failed:\n${all}`);

  const standalone = path.join(tree, ".next/standalone");
  if (!isBuild(standalone)) {
    throw new Error(
      '`next build` made no .next/standalone/server.js. next.config.ts needs `output: "standalone"`, and no lockfile may lie in a folder above the project.',
    );
  }
  const unfinished = `${target}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(buildsFolder, { recursive: true });
  // Next.js copies .env as well, and a build that travels must not carry the secrets of the machine
  // that made it.
  const withoutSecrets = (source: string) => !path.basename(source).startsWith(".env");
  await cp(standalone, unfinished, { recursive: true, filter: withoutSecrets, verbatimSymlinks: true });
  await cp(path.join(tree, ".next/static"), path.join(unfinished, ".next/static"), { recursive: true });
  if (existsSync(path.join(tree, "public"))) {
    await cp(path.join(tree, "public"), path.join(unfinished, "public"), { recursive: true });
  }
  await rm(target, { recursive: true, force: true });
  await rename(unfinished, target);
}

/** Each build takes about 45 MB. */
async function removeOldBuilds(): Promise<void> {
  const builds = (await readdir(buildsFolder, { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  );
  const aged = await Promise.all(
    builds.map(async ({ name }) => ({ name, used: (await stat(folderOfBuild(name))).mtimeMs })),
  );
  const old = aged.sort((a, b) => b.used - a.used).slice(kept);
  for (const { name } of old) await rm(folderOfBuild(name), { recursive: true, force: true });
}

async function hashTree(hash: ReturnType<typeof createHash>, tree: string, relative: string): Promise<void> {
  const full = path.join(tree, relative);
  if (!existsSync(full)) return;
  if (!(await stat(full)).isDirectory()) {
    hash.update(`${relative}\0`).update(await readFile(full));
    return;
  }
  for (const entry of (await readdir(full)).sort()) {
    // A workspace's own build follows from its sources, and may be older than they are.
    if (!/^dist$|\.test\.tsx?$/.test(entry)) await hashTree(hash, tree, path.join(relative, entry));
  }
}
