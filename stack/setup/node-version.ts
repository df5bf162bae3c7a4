import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { defaultStateDir } from "../settings.ts";
import { StackError } from "../stack.ts";
import { step } from "./progress.ts";

/**
 * npm's package with the program for this machine. The package `node` itself would install the
 * same.
 */
const packageName = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

/**
 * Installs a version of Node.js beside the project, once.
 * @param version As npm takes it: `22` for the newest 22, or `20.9.0`.
 * @returns The folder of its `node`, to put in front of PATH.
 * @throws {StackError} if npm does not have it.
 */
export async function installNode(version: string): Promise<string> {
  if (!/^\d+(\.\d+){0,2}$/.test(version))
    throw new StackError(`"${version}" is not a version of Node.js. Give numbers, such as 22 or 20.9.0.`);
  const folder = path.join(defaultStateDir, "node-versions", version);
  const bin = path.join(folder, "node_modules", packageName, "bin");
  if (existsSync(path.join(bin, "node"))) return bin;
  await mkdir(folder, { recursive: true });
  const { failed, all } = await step(`Installing Node.js ${version} (npm)`, () =>
    execa("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", `${packageName}@${version}`], {
      all: true,
      reject: false,
      stdin: "ignore",
    }),
  );
  if (failed || !existsSync(path.join(bin, "node")))
    throw new StackError(`Node.js ${version} can't be installed as ${packageName}:\n${all}`);
  return bin;
}
