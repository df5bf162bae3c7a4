import { readFile } from "node:fs/promises";

/**
 * The kernel counts a process's CPU in hundredths of a second (USER_HZ, the same on every
 * Linux that Node runs on).
 */
const tick = 10_000;

/** Microseconds of CPU that a process has used with all its threads, by the kernel's count. */
export async function cpuOfProcess(pid: number): Promise<number> {
  // The process's name is in parentheses and may contain anything. User and system time are the
  // 12th and 13th field after it.
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * tick;
}

/** Microseconds of CPU that the processes have used together. */
export async function cpuOfAll(pids: readonly number[]): Promise<number> {
  const used = await Promise.all(pids.map(cpuOfProcess));
  return used.reduce((sum, one) => sum + one, 0);
}
