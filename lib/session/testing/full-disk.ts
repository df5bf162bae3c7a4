import { symlink } from "node:fs/promises";
import path from "node:path";
import type { OwnNode } from "./own-redis.ts";
import { poll } from "./poll.ts";

/**
 * Makes every write of a node to its append-only file fail with "No space left on device", as on a
 * full disk. Redis then refuses writes and PING with MISCONF.
 */
export async function fillDisk({ operator }: Pick<OwnNode, "operator">): Promise<void> {
  const [, dir = ""] = (await operator.config("GET", "dir")) as string[];
  const [, folder = ""] = (await operator.config("GET", "appenddirname")) as string[];
  // A rewrite begins the next file, and /dev/full is a disk that is always full. A replica's file
  // numbers are higher.
  for (let number = 2; number < 20; number += 1)
    await symlink("/dev/full", path.join(dir, folder, `appendonly.aof.${number}.incr.aof`)).catch(() => {});
  await operator.bgrewriteaof();
  await poll(
    async () => {
      // The first write discovers the full disk.
      await operator.set("unstuck:full-disk", "", "PX", 1000).catch(() => {});
      const said = await operator.ping().catch((error: Error) => error.message);
      return said.startsWith("MISCONF");
    },
    { timeoutMs: 5000, promise: "a Redis whose disk is full refuses writes", everyMs: 20 },
  );
}
