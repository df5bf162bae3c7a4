import { readFile } from "node:fs/promises";
import { execa } from "execa";

export interface ProcessFacts {
  /** When the kernel started it: with the pid, this names one process for all time. */
  readonly startedAt: string;
  /** Stopped by SIGSTOP. */
  readonly stopped: boolean;
  /** The process group, which the children share. */
  readonly group: number;
}

/**
 * The kernel's facts about a process; undefined if there is none, or if it is dead and only waits
 * to be reaped.
 */
export async function inspect(pid: number): Promise<ProcessFacts | undefined> {
  return process.platform === "linux" ? inspectProc(pid) : inspectPs(pid);
}

async function inspectProc(pid: number): Promise<ProcessFacts | undefined> {
  let stat: string;
  try {
    stat = await readFile(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The program's name stands in parentheses and may itself hold any character, so count from
  // the last one (see proc(5)).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, , group] = fields;
  const ticks = fields[19];
  if (state === undefined || ticks === undefined || state === "Z" || state === "X") return undefined;
  return { startedAt: `${await bootId()}/${ticks}`, stopped: state === "T", group: Number(group) };
}

let knownBootId: string | undefined;

/** The ticks count from the machine's start, so a record from before a reboot must not match. */
async function bootId(): Promise<string> {
  knownBootId ??= (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  return knownBootId;
}

async function inspectPs(pid: number): Promise<ProcessFacts | undefined> {
  const { stdout, failed } = await execa("ps", ["-o", "stat=,pgid=,lstart=", "-p", String(pid)], {
    reject: false,
    env: { LC_ALL: "C" },
  });
  const [stat, group, ...started] = stdout.trim().split(/\s+/);
  if (failed || !stat || stat.startsWith("Z")) return undefined;
  return { startedAt: started.join(" "), stopped: stat.startsWith("T"), group: Number(group) };
}
