import type { ConnectionOptions } from "node:tls";
import type { ClusterOptions } from "ioredis";

/**
 * Leads from an address that a Sentinel or a Cluster's node announces to the one at
 * which this process reaches it.
 */
export type NatMap = NonNullable<ClusterOptions["natMap"]>;
/** Resolves a host's name, as `dns.lookup` of Node.js does. */
export type DnsLookup = NonNullable<ClusterOptions["dnsLookup"]>;

/** How a socket is made, as in the options of ioredis. */
export interface Socket {
  family?: number;
  keepAlive?: number;
  noDelay?: boolean;
  /** Of a Unix socket, in place of a host and a port. */
  path?: string;
}

export interface Address {
  host: string;
  port: number;
}

/** Where Redis is, whatever its shape, and how connections to it are made. ./reach.ts makes it. */
export type RedisTarget = {
  /** With which options connections to Redis nodes are TLS, or false where they aren't. */
  tls: false | ConnectionOptions;
  username?: string;
  password?: string;
  /**
   * How many replicas must have a write before it is acknowledged, at the least. Without the
   * parameter: 0 for a standalone server, which has none, and 1 for Sentinel and Cluster.
   */
  replicas: number;
  natMap?: NatMap;
  dnsLookup?: DnsLookup;
  /** What else an existing client's options say of its sockets. */
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

/** What every connection to a Redis node is made with. */
export function nodeOptions({ username, password, tls, socket }: RedisTarget) {
  return {
    ...socket,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...(tls ? { tls } : {}),
  };
}

/** What a connection to a Sentinel is made with, beside its address. */
export function sentinelOptions(target: SentinelTarget) {
  const { sentinelUsername, sentinelPassword, sentinelTls, socket } = target;
  return {
    ...socket,
    ...(sentinelUsername ? { username: sentinelUsername } : {}),
    ...(sentinelPassword ? { password: sentinelPassword } : {}),
    ...(sentinelTls ? { tls: sentinelTls } : {}),
  };
}

/** Where this process reaches a node that a Sentinel calls so. */
export function reachable({ natMap }: RedisTarget, address: Address): Address {
  const name = `${address.host}:${address.port}`;
  return (typeof natMap === "function" ? natMap(name) : natMap?.[name]) ?? address;
}
