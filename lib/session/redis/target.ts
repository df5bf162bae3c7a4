import type { ConnectionOptions } from "node:tls";
import type { ClusterOptions } from "ioredis";

/**
 * Maps an address that a Sentinel or a Cluster's node announces to the address at which this
 * process reaches it.
 */
export type NatMap = NonNullable<ClusterOptions["natMap"]>;
/** Resolves a host's name, as `dns.lookup` of Node.js does. */
export type DnsLookup = NonNullable<ClusterOptions["dnsLookup"]>;

/** How a socket is made, as in the options of ioredis. */
export interface Socket {
  family?: number;
  keepAlive?: number;
  noDelay?: boolean;
  /** The path of a Unix socket, in place of a host and a port. */
  path?: string;
}

export interface Address {
  host: string;
  port: number;
}

/**
 * Where Redis is, in each of the three shapes, and how connections are made. ./reach.ts makes it.
 */
export type RedisTarget = {
  /** The TLS options of connections to Redis nodes, or false for connections without TLS. */
  tls: false | ConnectionOptions;
  username?: string;
  password?: string;
  /**
   * The least number of replicas that must have a write before it is acknowledged. Without the
   * parameter: 0 for a standalone server, which has none, and 1 for Sentinel and Cluster.
   */
  replicas: number;
  natMap?: NatMap;
  dnsLookup?: DnsLookup;
  /** The other settings of an existing client's sockets. */
  socket?: Socket;
} & (
  | ({ kind: "standalone"; db: number } & Address)
  | {
      kind: "sentinel";
      sentinels: Address[];
      name: string;
      db?: number;
      /** The same for connections to Sentinels. */
      sentinelTls: false | ConnectionOptions;
      sentinelUsername?: string;
      sentinelPassword?: string;
    }
  | { kind: "cluster"; nodes: Address[] }
);

export type SentinelTarget = RedisTarget & { kind: "sentinel" };

/** The options of every connection to a Redis node. */
export function nodeOptions({ username, password, tls, socket }: RedisTarget) {
  return {
    ...socket,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...(tls ? { tls } : {}),
  };
}

/** The options of a connection to a Sentinel, without its address. */
export function sentinelOptions(target: SentinelTarget) {
  const { sentinelUsername, sentinelPassword, sentinelTls, socket } = target;
  return {
    ...socket,
    ...(sentinelUsername ? { username: sentinelUsername } : {}),
    ...(sentinelPassword ? { password: sentinelPassword } : {}),
    ...(sentinelTls ? { tls: sentinelTls } : {}),
  };
}

/** Where this process reaches a node to which a Sentinel gives this address. */
export function reachable({ natMap }: RedisTarget, address: Address): Address {
  const name = `${address.host}:${address.port}`;
  return (typeof natMap === "function" ? natMap(name) : natMap?.[name]) ?? address;
}
