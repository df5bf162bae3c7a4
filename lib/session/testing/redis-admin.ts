import { Redis } from "ioredis";
import type { Address } from "../redis/target.ts";

/**
 * One connection as the operator to exactly this node or Sentinel. It fails within a second and
 * doesn't retry: the runner asks for the state at this moment.
 */
export async function asOperator<T>(
  { host, port }: Address,
  password: string,
  work: (redis: Redis) => Promise<T>,
): Promise<T> {
  const redis = new Redis({
    host,
    port,
    username: "operator",
    password,
    lazyConnect: true,
    enableReadyCheck: false,
    connectTimeout: 1000,
    commandTimeout: 1000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectionName: "stack",
  });
  // The promises below report the failure. Without a listener ioredis would print it as well.
  redis.on("error", () => {});
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** The primary that the reachable Sentinels name; undefined if none can be reached. */
export async function askSentinels(
  sentinels: readonly Address[],
  password: string,
  group: string,
): Promise<Address | undefined> {
  const answers = await Promise.allSettled(
    sentinels.map((sentinel) =>
      asOperator(sentinel, password, async (redis) => {
        const epochs = parsePairs(await redis.call("SENTINEL", "MASTER", group));
        return {
          host: epochs.ip ?? "",
          port: Number(epochs.port),
          epoch: Number(epochs["config-epoch"]),
        };
      }),
    ),
  );
  // During a failover one Sentinel knows the new primary before the others. The highest epoch is
  // the latest answer.
  return answers
    .flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []))
    .sort((a, b) => b.epoch - a.epoch)[0];
}

/** A reply of alternating names and values, in which Sentinel describes a node. */
export function parsePairs(reply: unknown): Record<string, string> {
  const pairs: Record<string, string> = {};
  if (!Array.isArray(reply)) return pairs;
  for (let index = 0; index + 1 < reply.length; index += 2) {
    pairs[String(reply[index])] = String(reply[index + 1]);
  }
  return pairs;
}
