import type { Redis } from "ioredis";
import type { RedisPasswords } from "../config/files.ts";
import { sentinelGroup } from "../config/sentinel-group.ts";
import type { Address } from "../redis/target.ts";
import { poll } from "./poll.ts";
import { askSentinels, asOperator } from "./redis-admin.ts";

/**
 * Waits until a login can be made durable and a failover could happen. The primary then counts all
 * replicas as good, and every Sentinel sees a quorum of the others and all the replicas.
 */
export async function awaitReplication(
  { REDIS_OPERATOR_PASSWORD: password }: Pick<RedisPasswords, "REDIS_OPERATOR_PASSWORD">,
  { sentinels, replicas }: { sentinels: readonly Address[]; replicas: number },
): Promise<void> {
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
      poll(() => asOperator(sentinel, password, (redis) => seesEveryone(redis, replicas)), {
        timeoutMs: 20_000,
        promise: `the Sentinel on port ${sentinel.port} sees the others and ${replicas} replicas`,
      }),
    ),
  );
}

async function seesEveryone(sentinel: Redis, replicas: number): Promise<boolean> {
  // An error here means that the Sentinel can reach no quorum.
  const quorum = await sentinel.call("SENTINEL", "CKQUORUM", sentinelGroup);
  const known = await sentinel.call("SENTINEL", "REPLICAS", sentinelGroup);
  return String(quorum).startsWith("OK") && Array.isArray(known) && known.length >= replicas;
}
