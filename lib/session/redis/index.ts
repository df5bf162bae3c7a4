/**
 * The store's Redis client, for the other data that an app keeps in the same Redis: users, a cache,
 * a throttle. It outlives its server, gives every call a deadline, and acknowledges a durable write
 * once the replicas have it.
 *
 * @example
 * const redis = new DurableRedis({ url: "redis://127.0.0.1:6379", label: "users" });
 * const find = new Script("find.lua"); // "return redis.call('GET', KEYS[1])"
 * const reply = await redis.read((client) => find.call(client, ["unstuck:{users}:ada"], []));
 */
export type { Acknowledgement } from "./acknowledgement.ts";
export { BadRedisOption } from "./bad-option.ts";
export { type ClientOptions, createClient, type RedisClient } from "./client.ts";
export { RedisConnection } from "./connection.ts";
export type { ConnectionOptions } from "./connection-options.ts";
export { DurableRedis } from "./durable.ts";
export { type DurableRedisOptions, defaultDeadlines } from "./durable-options.ts";
export {
  isUnavailable,
  NotDurable,
  RedisMisconfigured,
  RedisUnavailable,
} from "./errors.ts";
export { type Argument, type Callee, type Reply, Script } from "./script.ts";
export type { Address, RedisTarget } from "./target.ts";
export { BadRedisUrl, parseRedisUrl } from "./url.ts";
