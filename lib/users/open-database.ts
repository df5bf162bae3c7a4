import { DurableRedis } from "../session/redis/durable.ts";
import { PostgresUserDatabase } from "./postgres/database.ts";
import { RedisUserDatabase } from "./redis/database.ts";
import type { UserDatabase } from "./user-database.ts";

/** A database of users with connections of its own. */
export interface OpenUserDatabase extends UserDatabase {
  close(): Promise<unknown>;
}

/**
 * Opens the site's database of users: PostgreSQL if `databaseUrl` names one, otherwise Redis. The
 * caller must close it.
 */
export function openUserDatabase(
  place: { redisUrl: string; databaseUrl?: string | undefined },
  label: string,
): OpenUserDatabase {
  if (place.databaseUrl) return new PostgresUserDatabase({ url: place.databaseUrl, label });
  const redis = new DurableRedis({ url: place.redisUrl, label });
  return Object.assign(new RedisUserDatabase(redis), { close: () => redis.close() });
}
