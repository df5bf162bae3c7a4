import { readdir, readFile, readlink } from "node:fs/promises";
import { inspect } from "../inspect.ts";
import { ProcessRecords } from "../record.ts";

/**
 * Tells which part is at the other end of a local connection: the kernel says which socket it is, and /proc which process
 * holds it. So no part needs an address or a setting of its own, and no privilege is needed for one's own processes.
 */
export class PeerFinder {
  readonly #records: ProcessRecords;

  constructor(
    runFolder: string,
    private readonly names: readonly string[],
  ) {
    this.#records = new ProcessRecords(runFolder);
  }

  /** The part that connected from this port to that one; undefined for anyone else, such as the runner. */
  async find(from: number, to: number): Promise<string | undefined> {
    const inode = await inodeOf(from, to);
    if (inode === undefined) return undefined;
    for (const { name, pid } of await this.#processes()) {
      if (await holds(pid, inode)) return name;
    }
    return undefined;
  }

  /** The parts' processes and their children: it is nginx's workers that connect. */
  async #processes(): Promise<{ name: string; pid: number }[]> {
    const groups = new Map<number, string>();
    for (const name of this.names) {
      const record = await this.#records.alive(name);
      if (record) groups.set(record.pid, name);
    }
    const found: { name: string; pid: number }[] = [];
    for (const entry of await readdir("/proc")) {
      const pid = Number(entry);
      const name = Number.isInteger(pid) ? groups.get((await inspect(pid))?.group ?? 0) : undefined;
      if (name) found.push({ name, pid });
    }
    return found;
  }
}

/** The client's own socket, by its local and remote port (proc(5): address:port in hexadecimal). */
async function inodeOf(from: number, to: number): Promise<string | undefined> {
  const port = (text: string | undefined) => Number.parseInt(text?.split(":")[1] ?? "", 16);
  for (const line of (await readFile("/proc/net/tcp", "utf8")).split("\n").slice(1)) {
    const fields = line.trim().split(/\s+/);
    if (port(fields[1]) === from && port(fields[2]) === to) return fields[9];
  }
  return undefined;
}

async function holds(pid: number, inode: string): Promise<boolean> {
  for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
    const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => "");
    if (target === `socket:[${inode}]`) return true;
  }
  return false;
}
