import { execa } from "execa";
import type { ToolTrial } from "./compare.ts";
import { aRecord } from "./growth/fill.ts";
import type { OwnRedis } from "./own-redis.ts";

/**
 * The tool's clock counts milliseconds, and its time includes the connection. So its rate of fewer
 * calls says little.
 */
const least = 5000;
const longer = 10;
const keys = 2000;
/**
 * One connection for each caller, and one connection with all callers in its pipeline, as on a
 * node's connection.
 */
export const byTool = {
  connections: "redis-benchmark's GET",
  pipelined: "redis-benchmark's GET, pipelined",
} as const;
/** Whether a trial is the tool's. This process's CPU says nothing about it. */
export const isTool = (name: string) => name === byTool.connections || name === byTool.pipelined;
/** A stem as long as a real tag and a real id. The tool makes the last 12 digits. */
const stem = `unstuck:{${"b".repeat(16)}}:s:${"0".repeat(10)}`;

/**
 * The second yardstick: GET by the tool that comes with Redis, of records like the store's under
 * keys of the same length. It runs no JavaScript, so it shows the rate of this Redis rather than
 * the rate that a client gets.
 */
export async function redisBenchmarks(redis: OwnRedis): Promise<ToolTrial[]> {
  const record = await aRecord(redis.operator);
  const filling = redis.operator.pipeline();
  for (let key = 0; key < keys; key += 1) filling.set(`${stem}${String(key).padStart(12, "0")}`, record);
  await filling.exec();
  const rate = (connections: number, pipeline: number, count: number) =>
    run(redis.operatorUrl, connections, pipeline, Math.max(least, count * longer));
  return [
    { name: byTool.connections, rate: (count, callers) => rate(callers, 1, count) },
    { name: byTool.pipelined, rate: (count, callers) => rate(1, callers, count) },
  ];
}

async function run(url: string, connections: number, pipeline: number, count: number): Promise<number> {
  const { hostname, port, username, password } = new URL(url);
  const server = ["-h", hostname, "-p", port, "--user", username, "-a", password];
  const load = ["-c", String(connections), "-P", String(pipeline), "-n", String(count), "-r", String(keys)];
  const { stdout } = await execa("redis-benchmark", [
    ...server,
    ...load,
    "--csv",
    "GET",
    `${stem}__rand_int__`,
  ]);
  return rateIn(stdout);
}

/**
 * Calls per second, from the output of `redis-benchmark --csv`.
 * @throws {Error} if the output has no such figure.
 */
export function rateIn(csv: string): number {
  const [head = "", figures = ""] = csv.trim().split("\n").slice(-2);
  const cells = (line: string) => [...line.matchAll(/"([^"]*)"/g)].map(([, cell]) => cell);
  const rate = Number(cells(figures)[cells(head).indexOf("rps")]);
  // For too few calls the tool prints "inf", which isn't a number here.
  if (!(rate > 0)) {
    throw new Error(`redis-benchmark told no calls a second:\n${csv}`);
  }
  return rate;
}
