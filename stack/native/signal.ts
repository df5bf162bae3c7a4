import { readdir, readFile } from "node:fs/promises";
import { inspect } from "./inspect.ts";
import { ownerVariable } from "./launch.ts";

/** Signals one process; false if it is gone. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

/**
 * Signals a process and its children: nginx's workers go on serving when only their
 * master is killed or stopped.
 */
export const signalGroup = (pid: number, name: NodeJS.Signals) => signal(-pid, name);

/**
 * Kills the processes that a part's process left behind when it died alone, such as the workers of
 * a killed nginx. The group's number is not proof enough (it may be another program's by now), so
 * each process must carry the owner's mark in its environment. Without /proc there is no such
 * proof, and this does nothing.
 */
export async function killOrphans(group: number, owner: string): Promise<void> {
  const entries = await readdir("/proc").catch(() => []);
  for (const entry of entries) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || (await inspect(pid))?.group !== group) continue;
    const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
    if (environment.split("\0").includes(`${ownerVariable}=${owner}`)) signal(pid, "SIGKILL");
  }
}
