import type { Redis } from "ioredis";
import { OwnRedis } from "../../lib/session/testing/own-redis.ts";
import { type Row, short } from "../results.ts";
import { sampleLogin } from "../sample-login.ts";
import { spreadOf } from "../spread.ts";
import { openStore } from "./open-store.ts";

const pairs = 300;

/**
 * The cost of a durable write that finds nothing to change, against one that changes something.
 * They run in turns.
 */
export async function noChange(): Promise<Row[]> {
  const redis = await OwnRedis.begin();
  try {
    const [primary, replica] = [
      await redis.node("min-replicas-to-write 0"),
      await redis.node("min-replicas-to-write 0"),
    ];
    await redis.follow(replica, primary.port);
    const group = await redis.sentinelGroup();
    const cluster = await redis.cluster();
    return [
      await compared("standalone", `${redis.urlOf(primary)}?replicas=1`, [primary.operator]),
      await compared(
        "sentinel",
        group.url,
        group.nodes.slice(0, 1).map(({ operator }) => operator),
      ),
      await compared(
        "cluster",
        cluster.url,
        cluster.primaries.map(({ operator }) => operator),
      ),
    ];
  } finally {
    await redis.end();
  }
}

async function compared(topology: string, url: string, operators: readonly Redis[]): Promise<Row> {
  const store = openStore(url);
  const times = { changing: [] as number[], same: [] as number[] };
  const timed = async (into: number[], work: () => Promise<unknown>) => {
    // Another client's write, because a site has many: the replicas haven't reported it when ours
    // comes.
    await Promise.all(operators.map((operator) => operator.publish("unstuck:bench", "")));
    const begun = performance.now();
    await work();
    into.push(performance.now() - begun);
  };
  for (let nth = 0; nth < pairs; nth += 1) {
    const { token } = await store.create(sampleLogin(nth));
    await timed(times.changing, () => store.revoke({ token }));
    await timed(times.same, () => store.revoke({ token }));
  }
  await store.close();
  const [changing, same] = [spreadOf(times.changing), spreadOf(times.same)];
  return {
    name: `no-change-${topology}`,
    says: `a sign-out that finds nothing to end / one that ends a session, ${topology}`,
    ratio: {
      median: same.median / changing.median,
      low: same.low / changing.low,
      high: same.high / changing.high,
    },
    figures: { "changing ms": short(changing.median), "same ms": short(same.median) },
    wanted: { most: 2 },
  };
}
