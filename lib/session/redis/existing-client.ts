import type { Cluster, ClusterNode, Redis, RedisOptions } from "ioredis";
import { BadRedisOption } from "./bad-option.ts";
import type { Address, RedisTarget } from "./target.ts";

/**
 * Where an existing client of ioredis leads. The function looks only at its options.
 * @throws {BadRedisOption} for options that a store can't work with.
 */
export function targetOfClient(client: Redis | Cluster): RedisTarget {
  // This is not `instanceof`, since the app may have an ioredis of its own.
  if (typeof client !== "object" || typeof client.isCluster !== "boolean")
    throw new BadRedisOption("redis", "it is neither a URL nor a `Redis` or `Cluster` of ioredis.");
  return isCluster(client) ? ofCluster(client) : ofRedis(client);
}

const isCluster = (client: Redis | Cluster): client is Cluster => client.isCluster;

function ofRedis({ options }: Redis): RedisTarget {
  refuseKeyPrefix(options.keyPrefix);
  const { host = "localhost", port = 6379, db = 0, sentinels, tls, natMap } = options;
  if (!sentinels?.length)
    return { kind: "standalone", host, port, db, replicas: 0, tls: tls ?? false, ...common(options) };
  if (options.role === "slave")
    throw new BadRedisOption(
      "redis",
      "the client reads from replicas (its option `role`). Give one of the primary.",
    );
  const { name = "", sentinelTLS, sentinelUsername, sentinelPassword } = options;
  return {
    kind: "sentinel",
    sentinels: sentinels.map((one) => ({ host: one.host ?? "localhost", port: one.port ?? 26379 })),
    name,
    db,
    replicas: 1,
    // ioredis does the same: without that option it leaves out TLS.
    tls: (options.enableTLSForSentinelMode && tls) || false,
    sentinelTls: sentinelTLS ?? false,
    ...(sentinelUsername ? { sentinelUsername } : {}),
    ...(sentinelPassword ? { sentinelPassword } : {}),
    ...(natMap ? { natMap } : {}),
    ...common(options),
  };
}

function ofCluster(client: Cluster): RedisTarget {
  const { redisOptions = {}, natMap, dnsLookup, keyPrefix, useSRVRecords } = client.options;
  refuseKeyPrefix(keyPrefix);
  if (useSRVRecords)
    throw new BadRedisOption("redis", "the client finds its nodes by SRV records. Give one with addresses.");
  // ioredis has no other way to tell which nodes it began with.
  // biome-ignore lint/complexity/useLiteralKeys: private in its types, which only this way lets pass
  const nodes = (client["startupNodes"] as ClusterNode[]).map(addressOf);
  return {
    kind: "cluster",
    nodes,
    replicas: 1,
    tls: redisOptions.tls ?? false,
    ...(natMap ? { natMap } : {}),
    ...(dnsLookup ? { dnsLookup } : {}),
    ...common(redisOptions),
  };
}

function common({ username, password, family, keepAlive, noDelay, ...rest }: RedisOptions) {
  const path = "path" in rest && typeof rest.path === "string" ? rest.path : undefined;
  return {
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    socket: {
      ...(family === undefined ? {} : { family }),
      ...(keepAlive === undefined ? {} : { keepAlive }),
      ...(noDelay === undefined ? {} : { noDelay }),
      ...(path === undefined ? {} : { path }),
    },
  };
}

function addressOf(node: ClusterNode): Address {
  if (typeof node === "number") return { host: "127.0.0.1", port: node };
  if (typeof node === "object") return { host: node.host ?? "127.0.0.1", port: node.port ?? 6379 };
  const { hostname, port } = new URL(node.includes("://") ? node : `redis://${node}`);
  return { host: hostname.replace(/^\[|\]$/g, "") || "127.0.0.1", port: Number(port || 6379) };
}

function refuseKeyPrefix(keyPrefix: string | undefined): void {
  if (keyPrefix)
    throw new BadRedisOption(
      "redis",
      "the client has a `keyPrefix`, which would not reach a store's scripts. Use `prefix`.",
    );
}
