import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Redis } from "ioredis";
import { asOperator } from "../lib/session/testing/redis-admin.ts";
import { root } from "./settings.ts";
import { StackError, type WhenFull } from "./stack.ts";
import type { Address } from "./topology.ts";

/**
 * Bytes of the buffers that are counted while the runner asks and are free again a moment later:
 * room for dozens of logins.
 */
const passing = 100_000;
const smallestBacklog = 16_384;

/**
 * Keys of strangers, which no one has used for a day. Enough for hundreds of
 * logins to take their room.
 */
const strangers = 3000;
const strangerName = (nth: number) => `fill:{${nth}}`;
const day = 86_400;

/**
 * Makes every node full as it is now, so that the next login has no room.
 * @param withStrangers Adds keys first that make room before any session does. A fresh site has so
 * few keys that can leave that even those in use would have to leave, and then logins would be
 * refused all the same.
 */
export async function fillMemory(
  nodes: readonly Address[],
  password: string,
  whenFull: WhenFull,
  withStrangers = false,
) {
  if (withStrangers) await onEach(nodes, password, addStrangers);
  await onEach(nodes, password, async (redis) => {
    const info = await redis.info();
    const [used, backlog] = ["used_memory", "repl_backlog_histlen"].map((name) =>
      Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1] ?? 0),
    ) as [number, number];
    // The backlog counts as memory and grows with every write. Sessions that are in use would have
    // to make room for it.
    await redis.config("SET", "repl-backlog-size", Math.max(backlog, smallestBacklog));
    await redis.config("SET", "maxmemory-policy", whenFull);
    await redis.config("SET", "maxmemory", Math.max(1, used - passing));
  });
}

/**
 * Also removes what {@link fillMemory} added. Gives every node the memory that
 * lib/session/config/redis.conf gives it.
 */
export async function relieveMemory(nodes: readonly Address[], password: string): Promise<void> {
  const file = await readFile(path.join(root, "lib/session/config/redis.conf"), "utf8");
  await onEach(nodes, password, async (redis) => {
    for (const name of ["maxmemory", "maxmemory-policy", "repl-backlog-size"]) {
      const value = new RegExp(`^${name} (\\S+)`, "m").exec(file)?.[1];
      if (value) await redis.config("SET", name, value);
    }
    if (await isPrimary(redis))
      await redis.unlink(Array.from({ length: strangers }, (_, nth) => strangerName(nth)));
  });
}

/**
 * Replicas get these keys from the primary. Only RESTORE can set for how long a key was not used.
 */
async function addStrangers(redis: Redis): Promise<void> {
  if (!(await isPrimary(redis))) return;
  await redis.set(strangerName(0), "x".repeat(1000));
  const value = await redis.dumpBuffer(strangerName(0));
  if (!value) throw new StackError("Redis has no room for what `fill` adds. Run `relieve` first.");
  const pipeline = redis.pipeline();
  for (let nth = 0; nth < strangers; nth += 1)
    pipeline.restore(strangerName(nth), day * 1000, value, "REPLACE", "IDLETIME", day);
  await pipeline.exec();
}

const isPrimary = async (redis: Redis) => (await redis.role())[0] === "master";

async function onEach(
  nodes: readonly Address[],
  password: string,
  work: Parameters<typeof asOperator<void>>[2],
): Promise<void> {
  await Promise.all(nodes.map((node) => asOperator(node, password, work)));
}
