import path from "node:path";
import { execa } from "execa";
import { root } from "../settings.ts";
import { note } from "../setup/progress.ts";
import { StackError } from "../stack.ts";

/** A program of the project's own dependencies. */
export const bin = (name: string) => path.join(root, "node_modules/.bin", name);

/** How a program says by its exit code that SIGINT ended it: 128 and the signal's number. */
const interruptedCode = 130;

/**
 * Runs a tool with its output shown as it comes; true if it exits with 0.
 * @throws {StackError} after Ctrl-C, because neither the next step nor the same one may begin then.
 */
export const tool = (
  title: string,
  command: readonly [string, ...string[]],
  env: Record<string, string> = {},
): Promise<boolean> => toolIn(root, title, command, env);

/** As {@link tool}, in another folder. */
export async function toolIn(
  cwd: string,
  title: string,
  [file, ...args]: readonly [string, ...string[]],
  env: Record<string, string> = {},
): Promise<boolean> {
  note("");
  const began = performance.now();
  const { failed, exitCode, signal } = await execa(file, args, {
    cwd,
    env,
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
    reject: false,
  });
  note(`${failed ? "✗" : "✓"} ${title} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  if (signal === "SIGINT" || exitCode === interruptedCode) throw new StackError(`${title}: interrupted.`);
  return !failed;
}
