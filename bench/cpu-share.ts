import { existsSync } from "node:fs";
import { mkdir, readFile, rmdir, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * Short, so that a process that has used up its share waits at most 10 ms, and not the default 100.
 */
const periodUs = 10_000;

/**
 * Where a Linux kernel expects the limit: version 1 of control groups has a folder for the CPU,
 * version 2 one folder for everything.
 */
const versions = [
  {
    root: "/sys/fs/cgroup/cpu",
    mark: "cpu.cfs_quota_us",
    limit: (folder: string, quota: number) =>
      Promise.all([
        writeFile(path.join(folder, "cpu.cfs_period_us"), String(periodUs)),
        writeFile(path.join(folder, "cpu.cfs_quota_us"), String(quota)),
      ]),
  },
  {
    root: "/sys/fs/cgroup",
    mark: "cgroup.controllers",
    limit: (folder: string, quota: number) => writeFile(path.join(folder, "cpu.max"), `${quota} ${periodUs}`),
  },
];

/**
 * Limits each process, with all its threads, to an equal share of one core while `work` runs.
 * @param share The share of one core: 0.2 is 2 ms in each 10.
 * @throws {Error} if this user may not make control groups.
 */
export async function withCpuShare<T>(
  pids: readonly number[],
  share: number,
  work: () => Promise<T>,
): Promise<T> {
  const version = versions.find(({ root, mark }) => existsSync(path.join(root, mark)));
  if (!version) throw new Error("This system has no control groups for the CPU: the bench needs Linux.");
  const held: { pid: number; folder: string; home: string }[] = [];
  try {
    for (const pid of pids) {
      const folder = path.join(version.root, `unstuck-bench-${process.pid}-${pid}`);
      await mkdir(folder);
      held.push({ pid, folder, home: path.join(version.root, await groupOf(pid)) });
      await version.limit(folder, Math.round(share * periodUs));
      await writeFile(path.join(folder, "cgroup.procs"), String(pid));
    }
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EACCES") throw error;
    throw new Error("Only root may hold processes to a share of the CPU: run the bench as root.", {
      cause: error,
    });
  } finally {
    for (const { pid, folder, home } of held) {
      await writeFile(path.join(home, "cgroup.procs"), String(pid)).catch(() => {});
      await rmdir(folder);
    }
  }
}

/** The group of a process before the limit. The process returns to it. */
async function groupOf(pid: number): Promise<string> {
  const lines = (await readFile(`/proc/${pid}/cgroup`, "utf8")).split("\n").map((line) => line.split(":"));
  const [, , group] = lines.find(([, of]) => of?.split(",").includes("cpu")) ?? lines[0] ?? [];
  return group ?? "/";
}
