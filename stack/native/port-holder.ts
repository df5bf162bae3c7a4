import { readdir, readFile, readlink } from "node:fs/promises";
import { execa } from "execa";

/**
 * The program that listens on a port, for a message: `nginx (pid 123)`, or undefined where the
 * system doesn't tell.
 */
export async function holderOf(port: number): Promise<string | undefined> {
  const pid = process.platform === "linux" ? await holderByProc(port) : await holderByLsof(port);
  if (pid === undefined) return undefined;
  const { stdout } = await execa("ps", ["-o", "comm=", "-p", String(pid)], { reject: false });
  return `${stdout.trim() || "a program"} (pid ${pid})`;
}

async function holderByProc(port: number): Promise<number | undefined> {
  const inodes = new Set<string>();
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    const lines = (await readFile(table, "utf8").catch(() => "")).split("\n").slice(1);
    for (const line of lines) {
      // local address:port in hexadecimal, then the peer, then the state: 0A is LISTEN (proc(5)).
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === "0A" && inode && Number.parseInt(local?.split(":")[1] ?? "", 16) === port)
        inodes.add(inode);
    }
  }
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => "");
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode !== undefined && inodes.has(inode)) return Number(pid);
    }
  }
  return undefined;
}

async function holderByLsof(port: number): Promise<number | undefined> {
  const { stdout } = await execa("lsof", ["-nP", "-t", `-iTCP:${port}`, "-sTCP:LISTEN"], { reject: false });
  const pid = Number(stdout?.split("\n")[0]);
  return pid > 0 ? pid : undefined;
}
