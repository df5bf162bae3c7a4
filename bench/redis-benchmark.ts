import { execa } from "execa";
import type { ToolTrial } from "./compare.ts";
import { aRecord } from "./growth/fill.ts";
import type { OwnRedis } from "./own-redis.ts";

/**
 * The tool's clock counts milliseconds, and its time includes connecting: of
 * fewer calls it says little.
 */
const least = 5000;
const longer = 10;
const keys = 2000;
/**
 * One connection for each caller, and one with all of them in its pipeline, which is how a
 * node's connection carries them.
 */
export const byTool = {
  connections: "redis-benchmark's GET",
  pipelined: "redis-benchmark's GET, pipelined",
} as const;
/** Whether a trial is the tool's: this process's CPU says nothing of it. */
export const isTool = (name: string) => name === byTool.connections || name === byTool.pipelined;
/** As long as a real tag and a real id, of which the tool makes the last 12 digits. */
const stem = `unstuck:{${"b".repeat(16)}}:s:${"0".repeat(10)}`;

/**
 * The second yardstick: GET by the tool that comes with Redis, of records like the store's under
 * keys of the same length. It runs no JavaScript, so it is what this Redis gives rather than
 * what a client gets from it.
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
 * Calls a second, by what `redis-benchmark --csv` prints. @throws {Error}
 * where it has no such figure.
 */
export function rateIn(csv: string): number {
  const [head = "", figures = ""] = csv.trim().split("\n").slice(-2);
  const cells = (line: string) => [...line.matchAll(/"([^"]*)"/g)].map(([, cell]) => cell);
  const rate = Number(cells(figures)[cells(head).indexOf("rps")]);
  // Of too few calls the tool says "inf", which is no number here.
  if (!(rate > 0)) {
    throw new Error(`redis-benchmark told no calls a second:\n${csv}`);
  }
  return rate;
}
