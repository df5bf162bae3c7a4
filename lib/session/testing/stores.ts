import { randomUUID } from "node:crypto";
import { Cluster, Redis } from "ioredis";
import { inject, onTestFinished } from "vitest";
import { defaultKeys, tagOf } from "../keys.ts";
import type { RedisSessionsOptions } from "../options.ts";
import type { Acknowledgement } from "../redis/acknowledgement.ts";
import type { NewSession } from "../session.ts";
import { RedisSessions } from "../store.ts";

/** Every suite of behavior runs on each of these. */
export const topologies = ["standalone", "sentinel", "cluster"] as const;
export type Topology = (typeof topologies)[number];

export interface Visits {
  count: number;
}

/** Keys that no site uses. The second one seals the envelopes frozen in wire-format.test.ts. */
export const testPepper = "pepper of the tests, 32 characters or more";
export const testEnvelopeKey = "envelope key of the tests, 32 characters or more";

/**
 * A write is acknowledged once the primary has it. This is for tests in which no replica matters,
 * and for tests that show why waiting for replicas matters.
 */
export const primaryAlone: Acknowledgement = { needed: () => 0, byName: false };

/**
 * The reader of the stores in this test file. plain-reader.test.ts runs the suites of behavior with
 * the other one.
 */
let reader: RedisSessionsOptions["reader"];

export function readBy(one: RedisSessionsOptions["reader"]): void {
  reader = one;
}

/** A store like that of one node of the app. It is closed after the test. */
export function openStore<Data = Visits, Metadata = undefined>(
  topology: Topology,
  options: Partial<RedisSessionsOptions<Metadata>> = {},
): RedisSessions<Data, Metadata> {
  const store = new RedisSessions<Data, Metadata>({
    url: inject("redisUrls")[topology],
    peppers: [testPepper],
    envelopeKeys: [testEnvelopeKey],
    ...(reader ? { reader } : {}),
    ...options,
  });
  onTestFinished(() => store.close());
  return store;
}

/** A login of a new user, unless a user is given. */
export function login(user: string = randomUUID(), count = 0): Omit<NewSession<Visits>, "guest"> {
  return {
    user,
    data: { count },
  };
}

/** A connection with all permissions, to look at the keys independently of the store. */
export function openOperator(topology: Topology): Redis | Cluster {
  const urls = inject("operatorUrls");
  const redis = topology === "cluster" ? operatorOfCluster(urls.cluster) : new Redis(primaryOf(topology));
  onTestFinished(() => redis.disconnect());
  return redis;
}

/** The operator's connection to each node that takes writes. */
export async function openPrimaries(topology: Topology): Promise<Redis[]> {
  const redis = openOperator(topology);
  if (redis instanceof Redis) return [redis];
  await redis.ping();
  return redis.nodes("master");
}

/**
 * Breaks the connections whose names begin with `label`, as a network sometimes does.
 * @returns How many it broke.
 */
export async function killConnections(topology: Topology, label: string): Promise<number> {
  let killed = 0;
  for (const redis of await openPrimaries(topology)) {
    const clients = String(await redis.client("LIST")).split("\n");
    for (const client of clients.filter((line) => line.includes(` name=${label}`))) {
      killed += Number(await redis.client("KILL", "ID", /^id=(\d+)/.exec(client)?.[1] ?? ""));
    }
  }
  return killed;
}

/** The shared Sentinel group is never failed over, so its first node stays primary. */
function primaryOf(topology: "standalone" | "sentinel"): string {
  const urls = inject("operatorUrls");
  return topology === "standalone" ? urls.standalone : (urls.sentinel[0] ?? "");
}

function operatorOfCluster(urls: readonly string[]): Cluster {
  const { username, password } = new URL(urls[0] ?? "");
  const nodes = urls.map((url) => ({ host: new URL(url).hostname, port: Number(new URL(url).port) }));
  return new Cluster(nodes, { redisOptions: { username, password } });
}

/** The two keys of a session. */
export function keysOf(user: string, id: string): { index: string; record: string } {
  return { index: defaultKeys.index(tagOf(user)), record: defaultKeys.record(tagOf(user), id) };
}

/** Whether the store accepts each token. */
export async function accepted(store: RedisSessions<Visits>, tokens: readonly string[]): Promise<boolean[]> {
  const reads = await Promise.all(tokens.map((token) => store.read(token)));
  return reads.map(({ status }) => status === "alive");
}
