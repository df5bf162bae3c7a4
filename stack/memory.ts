import { readFile } from "node:fs/promises";
import path from "node:path";
import { asOperator } from "./redis-admin.ts";
import { root } from "./settings.ts";
import type { Address } from "./topology.ts";

/** What Redis does when its memory is full: throw out sessions long unused, or refuse what would take more. */
export type WhenFull = "volatile-lru" | "noeviction";

/** Makes every node full as it is now: the next login has no room. */
export async function fillMemory(nodes: readonly Address[], password: string, whenFull: WhenFull) {
  await onEach(nodes, password, async (redis) => {
    const used = /^used_memory:(\d+)/m.exec(await redis.info("memory"))?.[1] ?? "1";
    await redis.config("SET", "maxmemory-policy", whenFull);
    await redis.config("SET", "maxmemory", used);
  });
}

/** Gives every node the memory that redis/redis.conf gives it. */
export async function relieveMemory(nodes: readonly Address[], password: string): Promise<void> {
  const file = await readFile(path.join(root, "redis/redis.conf"), "utf8");
  await onEach(nodes, password, async (redis) => {
    for (const name of ["maxmemory", "maxmemory-policy"]) {
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
