import { readdirSync, readlinkSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { ProcessRecords } from "../record.ts";

interface Look {
  readonly connections: string;
  /** A socket's inode -> the part. */
  readonly holders: ReadonlyMap<string, string>;
}

const loopback = "0100007F";
const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, "0");

/**
 * Finds the part at the other end of a local connection. The kernel says which socket it is, and
 * /proc which process holds it. This is for parts that have no address of their own. It needs no
 * privilege for one's own processes. On a busy machine that remembers ten thousand closed
 * connections it takes 0.1 s and more.
 */
export class PeerFinder {
  readonly #records: ProcessRecords;
  #looking: Promise<Look> | undefined;
  #refreshing: Promise<void> | undefined;
  #processes: readonly { name: string; pid: number }[] = [];
  readonly #names: readonly string[];

  constructor(runFolder: string, names: readonly string[]) {
    this.#names = names;
    this.#records = new ProcessRecords(runFolder);
  }

  /**
   * The part that connected from this port to that one; undefined for anyone
   * else, such as the runner.
   */
  async find(from: number, to: number): Promise<string | undefined> {
    return (await this.#found(from, to)) ?? (await this.#refresh().then(() => this.#found(from, to)));
  }

  async #found(from: number, to: number): Promise<string | undefined> {
    // One look serves all callers that ask before it begins.
    this.#looking ??= pause(5).then(() => {
      this.#looking = undefined;
      return this.#look();
    });
    const { connections, holders } = await this.#looking;
    // proc(5): this end and the other as address:port in hexadecimal, and in the tenth field the
    // inode. This searches the list and does not take it apart, because on a busy machine it has
    // thousands of lines of closed connections.
    const at = connections.indexOf(`:${hex(from)} ${loopback}:${hex(to)} `);
    if (at < 0) return undefined;
    const start = connections.lastIndexOf("\n", at) + 1;
    const end = connections.indexOf("\n", at);
    const fields = connections
      .slice(start, end < 0 ? undefined : end)
      .trim()
      .split(/\s+/);
    return holders.get(fields[9] ?? "");
  }

  /** The machine's connections, and the holder of each socket. */
  async #look(): Promise<Look> {
    const connections = await readFile("/proc/net/tcp", "utf8");
    const holders = new Map<string, string>();
    for (const { name, pid } of this.#processes) {
      for (const inode of socketsOf(pid)) holders.set(inode, name);
    }
    return { connections, holders };
  }

  /**
   * Learns the parts' processes and their children, because nginx's workers are the ones that
   * connect. This runs only for a stranger, as parts seldom restart. It runs once for all callers
   * that ask before it begins, such as a site's nodes that use a Redis outside their stack.
   */
  #refresh(): Promise<void> {
    this.#refreshing ??= pause(5).then(() => {
      this.#refreshing = undefined;
      return this.#learn();
    });
    return this.#refreshing;
  }

  async #learn(): Promise<void> {
    const found = await Promise.all(
      this.#names.map(async (name) => {
        const record = await this.#records.alive(name);
        if (!record) return [];
        const children = await readFile(`/proc/${record.pid}/task/${record.pid}/children`, "utf8").catch(
          () => "",
        );
        return [record.pid, ...children.trim().split(/\s+/).map(Number)].map((pid) => ({ name, pid }));
      }),
    );
    this.#processes = found.flat().filter(({ pid }) => pid > 0);
  }
}

/**
 * The inodes of a process's sockets. It reads them synchronously, which takes microseconds per
 * file. A thousand answers of the thread pool took seconds on a busy machine, and held up a
 * replica's new connection for as long.
 */
function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}
