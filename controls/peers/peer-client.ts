import { Redis } from "ioredis";
import { createClient } from "../../lib/session/redis/client.ts";
import { parseRedisUrl } from "../../lib/session/redis/url.ts";

/**
 * A peer's connection to the same Redis as the store, with its Sentinels.
 * @throws {Error} on a Redis Cluster, whose slots the peers' keys don't share.
 */
export function peerClient(url: string, label: string): Redis {
  const client = createClient(parseRedisUrl(url), { label, socketTimeout: 5000 });
  if (client instanceof Redis) return client;
  throw new Error("The peers' stores aren't made for Redis Cluster.");
}
