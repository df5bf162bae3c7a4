import { poll } from "../poll.ts";
import { askSentinels, asOperator } from "../redis-admin.ts";
import type { Settings } from "../settings.ts";
import { type Part, partsOf, sentinelGroup } from "../topology.ts";
import { loopback } from "./driver.ts";

/**
 * Waits until a login can be made durable and a failover could happen: the primary counts all replicas as good, and
 * every Sentinel sees a quorum of the others and all the replicas.
 */
export async function awaitReplication(settings: Settings, parts: readonly Part[]): Promise<void> {
  const password = settings.secrets.REDIS_OPERATOR_PASSWORD;
  const replicas = partsOf(parts, "redis").length - 1;
  const sentinels = partsOf(parts, "sentinel").map(({ port }) => ({ host: loopback, port }));

  await poll(
    async () => {
      const primary = await askSentinels(sentinels, password, sentinelGroup);
      if (primary === undefined) return false;
      return asOperator(primary, password, async (redis) =>
        new RegExp(`^min_slaves_good_slaves:${replicas}\\r?$`, "m").test(await redis.info("replication")),
      );
    },
    { timeoutMs: 20_000, promise: `the primary has ${replicas} replicas that are up to date` },
  );

  await Promise.all(
    sentinels.map((sentinel) =>
      poll(
        () =>
          asOperator(sentinel, password, async (redis) => {
            const quorum = await redis.call("SENTINEL", "CKQUORUM", sentinelGroup);
            const known = await redis.call("SENTINEL", "REPLICAS", sentinelGroup);
            return String(quorum).startsWith("OK") && Array.isArray(known) && known.length >= replicas;
          }),
        {
          timeoutMs: 20_000,
          promise: `the Sentinel on port ${sentinel.port} sees the others and ${replicas} replicas`,
        },
      ),
    ),
  );
}
