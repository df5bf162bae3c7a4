import path from "node:path";
import { execa } from "execa";
import { root } from "../settings.ts";
import { note } from "../setup/progress.ts";

/** A program of the project's own dependencies. */
export const bin = (name: string) => path.join(root, "node_modules/.bin", name);

/** Runs a tool with its output shown as it comes; true if it exits with 0. */
export async function tool(
  title: string,
  [file, ...args]: readonly [string, ...string[]],
  env: Record<string, string> = {},
): Promise<boolean> {
  note("");
  const began = performance.now();
  const { failed } = await execa(file, args, {
    cwd: root,
    env,
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
    reject: false,
  });
  note(`${failed ? "✗" : "✓"} ${title} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  return !failed;
}
