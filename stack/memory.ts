import { readFile } from "node:fs/promises";
import path from "node:path";
import { asOperator } from "./redis-admin.ts";
import { root } from "./settings.ts";
import type { Address } from "./topology.ts";

/** What Redis does when its memory is full: throw out sessions long unused, or refuse what would take more. */
export type WhenFull = "volatile-lru" | "noeviction";

/** Bytes of the buffers that are counted while the runner asks and are free again a moment later: room for dozens of logins. */
const passing = 100_000;
const smallestBacklog = 16_384;

/** Makes every node full as it is now: the next login has no room. */
export async function fillMemory(nodes: readonly Address[], password: string, whenFull: WhenFull) {
  await onEach(nodes, password, async (redis) => {
    const info = await redis.info();
    const [used, backlog] = ["used_memory", "repl_backlog_histlen"].map((name) =>
      Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1] ?? 0),
    ) as [number, number];
    // It counts as memory and grows with every write: sessions that are in use would have to make room for it.
    await redis.config("SET", "repl-backlog-size", Math.max(backlog, smallestBacklog));
    await redis.config("SET", "maxmemory-policy", whenFull);
    await redis.config("SET", "maxmemory", Math.max(1, used - passing));
  });
}

/** Gives every node the memory that redis/redis.conf gives it. */
export async function relieveMemory(nodes: readonly Address[], password: string): Promise<void> {
  const file = await readFile(path.join(root, "redis/redis.conf"), "utf8");
  await onEach(nodes, password, async (redis) => {
    for (const name of ["maxmemory", "maxmemory-policy", "repl-backlog-size"]) {
      const value = new RegExp(`^${name} (\\S+)`, "m").exec(file)?.[1];
      if (value) await redis.config("SET", name, value);
    }
  });
}

async function onEach(
  nodes: readonly Address[],
  password: string,
  work: Parameters<typeof asOperator<void>>[2],
): Promise<void> {
  await Promise.all(nodes.map((node) => asOperator(node, password, work)));
}
