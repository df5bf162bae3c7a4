import { asOperator } from "../../lib/session/testing/redis-admin.ts";
import type { Stack } from "../../stack/stack.ts";
import { partsOf } from "../../stack/topology.ts";

/** The gauges of each part at a moment. */
export interface Gauges {
  /** Bytes of memory of each node's process (RSS), by the node's name. */
  readonly memory: Readonly<Record<string, number>>;
  /** Keys that Redis evicted for lack of memory since it started, on all nodes. */
  readonly evicted: number;
  /** Keys of the throttle on the primary. */
  readonly throttleKeys: number;
}

/** Reads all gauges, past the load balancer. */
export async function readGauges(stack: Stack, operatorPassword: string): Promise<Gauges> {
  const memory: Record<string, number> = {};
  for (const { name } of partsOf(stack.parts, "app")) {
    const { host, port } = await stack.address(name);
    const text = await (await fetch(`http://${host}:${port}/api/metrics`)).text();
    memory[name] = Number(/^process_resident_memory_bytes(?:\{.*\})? (\S+)/m.exec(text)?.[1]);
  }
  let [evicted, throttleKeys] = [0, 0];
  await onEachRedis(stack, operatorPassword, async (redis) => {
    evicted += Number(/^evicted_keys:(\d+)/m.exec(await redis.info("stats"))?.[1]);
    const [role] = await redis.role();
    if (role === "master") throttleKeys = (await redis.keys("unstuck:throttle:*")).length;
  });
  return { memory, evicted, throttleKeys };
}

/**
 * Leaves Redis this much room above its present data, so that the strangers' writes evict sessions
 * that no person uses.
 */
export function leaveRoom(stack: Stack, operatorPassword: string, bytes: number): Promise<void> {
  return onEachRedis(stack, operatorPassword, async (redis) => {
    const used = Number(/^used_memory:(\d+)/m.exec(await redis.info("memory"))?.[1]);
    await redis.config("SET", "maxmemory", used + bytes);
  });
}

async function onEachRedis(
  stack: Stack,
  password: string,
  work: Parameters<typeof asOperator<void>>[2],
): Promise<void> {
  for (const { name } of partsOf(stack.parts, "redis"))
    await asOperator(await stack.address(name), password, work);
}
