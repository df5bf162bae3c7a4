import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import type { Command } from "./driver.ts";
import { inspect } from "./inspect.ts";
import type { ProcessRecord } from "./record.ts";

/**
 * Names a process's stack in its environment, and so in its children's. The runner tells orphans
 * from strangers by this name.
 */
export const ownerVariable = "UNSTUCK_OWNER";

/**
 * Starts a process that outlives this one, in a session of its own: Ctrl-C in the
 * terminal reaches the runner alone, which then stops the parts in good order. Its output
 * goes to the end of the log file.
 */
export async function launch(command: Command, logFile: string, owner: string): Promise<ProcessRecord> {
  await mkdir(path.dirname(logFile), { recursive: true, mode: 0o700 });
  const log = await open(logFile, "a", 0o600);
  try {
    // This does not use execa, which can't hand a file to a process that goes on writing to it
    // after its parent is gone. Redis and the Sentinels write their data under this umask, and
    // their configuration again, passwords included.
    const child = spawn("/bin/sh", ["-c", 'umask 077; exec "$0" "$@"', command.file, ...command.args], {
      cwd: command.cwd,
      env: { NODE_ENV: "production", ...command.env, [ownerVariable]: owner },
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    });
    await once(child, "spawn");
    child.unref();
    const facts = child.pid === undefined ? undefined : await inspect(child.pid);
    if (child.pid === undefined || facts === undefined) {
      throw new Error(`${command.file} ended as soon as it had started. Its log: ${logFile}`);
    }
    return { pid: child.pid, startedAt: facts.startedAt, stopping: false };
  } finally {
    await log.close();
  }
}
