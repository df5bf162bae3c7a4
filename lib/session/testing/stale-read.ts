import { setTimeout as pause } from "node:timers/promises";
import type { StoreParts } from "../parts.ts";
import { RedisSessions } from "../store.ts";
import { DividedGroup } from "./divided-group.ts";
import { poll } from "./poll.ts";
import { RedisProxy } from "./proxy.ts";
import { login, testEnvelopeKey, testPepper, type Visits } from "./stores.ts";

/**
 * How long node X reads after the acknowledgement, in milliseconds: three times as long as a silent
 * Sentinel is waited for.
 */
const readsFor = 1500;

export interface StaleReadRun {
  /** When each read that accepted the session began, in milliseconds after the acknowledgement. */
  readonly stale: readonly number[];
  /**
   * How many reads of another session the primary answered while it refused writes. They show that
   * X trusted it as long as possible.
   */
  readonly served: number;
}

/**
 * One run of a schedule that once accepted a revoked session, on a Sentinel group of its own. The
 * primary loses its replicas and the Sentinels, but node X still reaches it. X reaches none of the
 * other nodes, and one Sentinel is silent to X. The others promote a replica, where node Y ends the
 * session. From the acknowledgement on, X reads the session every 20 ms.
 * @param silent Which Sentinel is silent: 0 to 2.
 */
export async function staleReadRun(silent: number, parts: Partial<StoreParts> = {}): Promise<StaleReadRun> {
  const group = await DividedGroup.begin();
  const port = group.sentinels[silent] ?? 0;
  const proxy = await RedisProxy.open(group.urlOf(port));
  const keys = { peppers: [testPepper], envelopeKeys: [testEnvelopeKey] };
  // Announcements are off: by them node X would hear of the revocation, and would refuse the
  // session whatever the Sentinels said.
  const open = (url: string, label: string) =>
    new RedisSessions<Visits>({ url, label, parts, announcements: false, ...keys });
  const x = open(group.url(group.sentinels.map((one) => (one === port ? proxy.port : one))), "node-x");
  const y = open(group.url(), "node-y");
  try {
    return await run(group, proxy, x, y);
  } finally {
    await Promise.all([x.close(), y.close()]);
    proxy.close();
    await group.end();
  }
}

type Sessions = RedisSessions<Visits>;

async function run(group: DividedGroup, proxy: RedisProxy, x: Sessions, y: Sessions): Promise<StaleReadRun> {
  const [primary = 0, ...replicas] = group.nodes;
  const [{ token }, { token: living }] = await Promise.all([y.create(login()), y.create(login())]);
  for (const read of [await x.read(token), await x.read(living)]) {
    if (read.status !== "alive") throw new Error("X doesn't read the sessions that it is about to read.");
  }
  proxy.hold();
  group.cutOff(primary);
  for (const replica of replicas) group.hide(replica, "node-x");

  let refused = Number.POSITIVE_INFINITY;
  let acknowledged = Number.POSITIVE_INFINITY;
  let served = 0;
  const stale: number[] = [];
  const read = async () => {
    const begun = performance.now();
    const isAfter = begun > acknowledged;
    const { status } = await x.read(isAfter ? token : living).catch(() => ({ status: "unavailable" }));
    if (status !== "alive") return;
    if (isAfter) stale.push(Math.round(begun - acknowledged));
    else if (begun > refused) served += 1;
  };
  // X is in use all the time, so it goes on asking the Sentinels.
  const reads: Promise<void>[] = [];
  const reading = (async () => {
    while (performance.now() < acknowledged + readsFor) {
      reads.push(read());
      await pause(20);
    }
  })();
  // Until then the primary would carry out the revocation as well, although it could not be
  // acknowledged.
  await poll(() => group.asOperator(primary, async (redis) => /good_slaves:0/.test(await redis.info())), {
    timeoutMs: 10_000,
    promise: "the primary that is cut off refuses writes",
  });
  refused = performance.now();
  await poll(async () => (await y.revoke({ token })) || true, {
    timeoutMs: 20_000,
    promise: "the revocation is acknowledged",
    everyMs: 10,
  });
  acknowledged = performance.now();
  await reading;
  await Promise.all(reads);
  return { stale, served };
}
