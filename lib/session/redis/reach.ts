import type { ConnectionOptions } from "node:tls";
import type { Cluster, Redis } from "ioredis";
import { BadRedisOption } from "./bad-option.ts";
import { targetOfClient } from "./existing-client.ts";
import type { DnsLookup, NatMap, RedisTarget } from "./target.ts";
import { parseRedisUrl } from "./url.ts";

/**
 * Where Redis is and how it is reached: a URL or an existing client, and the settings that neither
 * can give. They hold for every connection.
 */
export interface RedisReach {
  /** The same as `redis`, for a URL only. */
  url?: string | undefined;
  /**
   * `redis://`, `redis+sentinel://` or `redis+cluster://` (see ./url.ts), or an existing client of
   * ioredis, `Redis` or `Cluster`. The store takes only a client's options that say where Redis is:
   * its address, user, password, database, TLS and sockets. The client itself is never used and
   * never closed, since the store's own connections need other timeouts.
   */
  redis?: string | Redis | Cluster | undefined;
  /**
   * Options of Node.js's `tls.connect`, such as `ca`, for a `rediss…` URL or a
   * client. Sentinels get the same.
   */
  tls?: ConnectionOptions | undefined;
  /**
   * For Sentinels and Clusters that announce addresses which this process can't reach. Maps an
   * announced `host:port` to an address that the process can reach.
   */
  natMap?: NatMap | undefined;
  /** Resolves host names in place of `dns.lookup`, on a standalone server and a Cluster. */
  dnsLookup?: DnsLookup | undefined;
  /**
   * The least number of replicas that must have a write, as `?replicas=` in a URL. Default 1, and 0
   * for a standalone server.
   */
  replicas?: number | undefined;
}

/**
 * The target that the options lead to.
 * @throws {BadRedisUrl} for a URL that can't be read; {@link BadRedisOption} for options that
 * contradict each other.
 */
export function targetOf(reach: RedisReach): RedisTarget {
  const { natMap, dnsLookup, tls, replicas } = reach;
  const target = placeOf(reach);
  if (tls) {
    if (isAddress(reach) && !target.tls)
      throw new BadRedisOption("tls", "the URL is not for TLS. Let it begin with rediss instead of redis.");
    target.tls = tls;
    if (target.kind === "sentinel") target.sentinelTls = tls;
  }
  if (natMap) {
    if (target.kind === "standalone")
      throw new BadRedisOption(
        "natMap",
        "a standalone server announces no address. Give its own in `redis`.",
      );
    target.natMap = natMap;
  }
  if (dnsLookup) {
    if (target.kind === "sentinel")
      throw new BadRedisOption("dnsLookup", "it has no effect with Sentinels. Use `natMap` instead.");
    target.dnsLookup = dnsLookup;
  }
  if (replicas !== undefined) {
    if (!Number.isInteger(replicas) || replicas < 0)
      throw new BadRedisOption("replicas", `it is a whole number from 0 on, not ${replicas}.`);
    target.replicas = replicas;
  }
  return target;
}

function placeOf({ url, redis }: RedisReach): RedisTarget {
  if (url !== undefined && redis !== undefined)
    throw new BadRedisOption("url", "`redis` says already where Redis is. Leave one of them out.");
  const place = redis ?? url;
  if (place === undefined)
    throw new BadRedisOption("redis", "it is missing. Give a URL or an existing client of ioredis.");
  return typeof place === "string" ? parseRedisUrl(place) : targetOfClient(place);
}

const isAddress = ({ url, redis }: RedisReach) => typeof (redis ?? url) === "string";
