import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { poll } from "../lib/session/testing/poll.ts";
import { inspect } from "./native/inspect.ts";

/**
 * Runs `work` while no other process holds the same lock file: the supervisor and a command in
 * another terminal must not both start a part. The lock of a process that died counts as free.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  await poll(() => take(file), { timeoutMs: 30_000, promise: `${file} is released by the one who holds it` });
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const holder = Number(await readFile(file, "utf8").catch(() => "0"));
  if (holder > 0 && !(await inspect(holder))) await rm(file, { force: true });
  return false;
}
