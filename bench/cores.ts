import os from "node:os";
import { execa } from "execa";

/**
 * Keeps the processes on the machine's last core while `work` runs, and this one with what it starts meanwhile on the others.
 * So those that are measured take turns on one core instead of meeting on several, where each slows down the other's memory, the more
 * of them run; and the load takes nothing from them.
 * @throws {Error} on a machine with one core.
 */
export async function onLastCore<T>(pids: readonly number[], work: () => Promise<T>): Promise<T> {
  const last = os.cpus().length - 1;
  if (last < 1) throw new Error("This bench needs two cores: one for what is measured and one for the load.");
  const homes = new Map<number, string>();
  try {
    for (const [pid, cores] of [
      [process.pid, `0-${last - 1}`] as const,
      ...pids.map((one) => [one, String(last)] as const),
    ]) {
      homes.set(pid, await coresOf(pid));
      await keepOn(pid, cores);
    }
    return await work();
  } finally {
    // One that has ended meanwhile needs no core.
    for (const [pid, cores] of homes) await keepOn(pid, cores).catch(() => {});
  }
}

async function coresOf(pid: number): Promise<string> {
  const { stdout } = await execa("taskset", ["-cp", String(pid)]);
  return stdout.split(": ")[1] ?? "";
}

/** With all its threads; those that it starts later inherit it. */
async function keepOn(pid: number, cores: string): Promise<void> {
  await execa("taskset", ["-acp", cores, String(pid)]);
}
