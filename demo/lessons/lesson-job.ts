import { FencedStream } from "../../lib/jobs/fenced-stream.ts";
import { Job } from "../../lib/jobs/job.ts";
import { dataRedis } from "../../lib/node/data-redis.ts";
import { drain } from "../../lib/node/drain.ts";
import { log } from "../../lib/node/log.ts";
import { nodeName } from "../../lib/node/name.ts";
import { perProcess } from "../../lib/node/per-process.ts";
import { appPrefix } from "../../lib/prefix.ts";

/**
 * Milliseconds: between two slots, of one slot's work, of a lease, and for which a node's timers
 * run.
 */
const every = 1000;
const worksFor = 150;
const lease = 1500;
const runsFor = 20_000;
/** Milliseconds until Redis forgets the work of an experiment. */
const forgottenAfter = 120_000;
const answerWithin = 2000;
const kept = 100;
/** Experiments whose timers run on a node at once: each writes to Redis several times a second. */
const mostRunning = 10;

/** The node that did a slot. */
export interface Done {
  slot: number;
  node: string;
}

/** The work of all nodes' timers: of each alone, and by the lease. */
export interface JobDone {
  alone: Done[];
  once: Done[];
}

/** The visitors whose timers run on this node. */
const running = () => perProcess("lesson-jobs", () => new Set<string>());

const streamOf = (visitor: string) =>
  new FencedStream(dataRedis(), { prefix: appPrefix, name: `lesson-${visitor}`, kept });
const aloneKey = (visitor: string) => `${appPrefix}:{stream:lesson-${visitor}}:alone`;

/**
 * Starts both timers of an experiment on this node, for 20 s. Repeating it changes nothing.
 * @returns False when too many run here.
 */
export function beginTimers(visitor: string): boolean {
  if (running().has(visitor)) return true;
  if (running().size >= mostRunning) return false;
  running().add(visitor);
  const timer = setInterval(() => void doAlone(visitor).catch(told), every);
  const job = jobOf(visitor);
  job.start();
  const stop = () => {
    clearInterval(timer);
    clearTimeout(end);
    drain().signal.removeEventListener("abort", stop);
    running().delete(visitor);
    void job.stop();
  };
  const end = setTimeout(stop, runsFor).unref();
  // A node that leaves ends its timers, as an app would.
  drain().signal.addEventListener("abort", stop);
  return true;
}

function jobOf(visitor: string): Job {
  const stream = streamOf(visitor);
  const job = new Job({
    redis: dataRedis(),
    prefix: appPrefix,
    name: `lesson-${visitor}`,
    every,
    lease,
    makeUp: runsFor / every,
    work: async (turn) => {
      await new Promise((resolve) => setTimeout(resolve, worksFor));
      await stream.append(turn, { node: nodeName() });
      await expire(job.key, ...stream.keys);
    },
    onError: told,
  });
  return job;
}

/** Works as three cron jobs would: this node's clock says that it is time. */
async function doAlone(visitor: string): Promise<void> {
  const redis = dataRedis();
  const key = aloneKey(visitor);
  const slot = String(Math.floor(Date.now() / every));
  await redis.run(() => redis.client.xadd(key, "*", "slot", slot, "node", nodeName()), answerWithin);
  await expire(key);
}

async function expire(...keys: readonly string[]): Promise<void> {
  const redis = dataRedis();
  for (const key of keys) await redis.run(() => redis.client.pexpire(key, forgottenAfter), answerWithin);
}

const told = (error: unknown) => log().warn({ err: error }, "a lesson's timer failed");

/** The work of all nodes so far: 2 round trips. */
export async function jobDone(visitor: string): Promise<JobDone> {
  const [once, alone] = await Promise.all([streamOf(visitor).keys[0], aloneKey(visitor)].map(entriesOf));
  return { once: once ?? [], alone: alone ?? [] };
}

async function entriesOf(key: string): Promise<Done[]> {
  const redis = dataRedis();
  const entries = await redis.run(() => redis.client.xrange(key, "-", "+"), answerWithin);
  return (entries as [string, string[]][]).map(([, fields]) => ({
    slot: Number(fields[fields.indexOf("slot") + 1]),
    node: fields[fields.indexOf("node") + 1] ?? "",
  }));
}
