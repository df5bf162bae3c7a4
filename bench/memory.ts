import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { step } from "../stack/setup/progress.ts";
import { replicationTraffic } from "./replication-traffic.ts";
import { memoryOfConnectRedis, memoryOfOurs } from "./session-memory.ts";

/*
 * `npm run bench:memory [-- --json FILE]`: the memory of a session in Redis against connect-redis,
 * and the replication traffic of reads against a GETEX on every read. It takes about a minute, and
 * exits with 1 if it misses a target.
 */
const count = 100_000;
const reads = 10_000;
const targets = { "memory-vs-connect-redis": 1, "replication-vs-getex": 0.05 };
/**
 * Reads for each slide, with 30 minutes idle and a slide after a tenth of it. 50 is the measure:
 * one read in 3.6 s, which is a few pages per minute with their prefetches and API calls. 10 is a
 * person who reads slowly. 250 is a tab of this app, which asks every 0.7 s.
 */
const measure = 50;
const paces = [10, measure, 250];

const { values } = parseArgs({ options: { json: { type: "string" } } });

const thousand = `${count / 1000},000 sessions`;
const peer = await step(`${thousand} by connect-redis`, () => memoryOfConnectRedis(count));
const single = await step(`${thousand}, 1 a user`, () => memoryOfOurs(count, 1));
const double = await step(`${thousand}, 2 a user`, () => memoryOfOurs(count, 2));
const bytes = (value: number) => Math.round(value);
const ratio = (value: number) => Number(value.toFixed(3));
console.log("\nMemory a session (used_memory), index, seal and device data included");
console.table({
  "connect-redis, bare JSON": { bytes: bytes(peer), ratio: 1 },
  "unstuck, 1 session a user": { bytes: bytes(single), ratio: ratio(single / peer) },
  "unstuck, 2 sessions a user": { bytes: bytes(double), ratio: ratio(double / peer) },
});

let replication = Number.NaN;
const rows: Record<string, object> = {};
for (const pace of paces) {
  const traffic = await step(`10,000 reads, ${pace} for each slide`, () => replicationTraffic(reads, pace));
  const { slides, ours, getex } = traffic;
  if (pace === measure) replication = ours / getex;
  rows[`${pace} reads a slide`] = { slides, unstuck: ours, GETEX: getex, ratio: ratio(ours / getex) };
}
console.log("\nBytes replicated for 10,000 reads");
console.table(rows);

const ratios = {
  "memory-vs-connect-redis": ratio(single / peer),
  "replication-vs-getex": ratio(replication),
};
for (const [name, target] of Object.entries(targets)) {
  const is = ratios[name as keyof typeof ratios];
  console.log(`${is <= target ? "met   " : "MISSED"} ${name}: ${is}, at most ${target}`);
  if (!(is <= target)) process.exitCode = 1;
}
if (values.json) await writeFile(values.json, `${JSON.stringify({ ratios }, null, 2)}\n`);
