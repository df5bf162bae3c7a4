import { Redis, type RedisOptions } from "ioredis";
import { leaveDeposed } from "./leave-deposed.ts";
import { lookupConnector } from "./lookup-connector.ts";
import { addressIn } from "./node-name.ts";
import { ShardedClient } from "./sharded-client.ts";
import { nodeOptions, type RedisTarget, reachable } from "./target.ts";

/** One ioredis client, for every kind of deployment. */
export type RedisClient = Redis | ShardedClient;

/**
 * Milliseconds until the next attempt to connect: twice as long each time, up to a second. A call
 * that waits for another primary doesn't wait that long (`RedisConnection.move`). A node has nine
 * connections, and each attempt asks a Sentinel first. With five attempts a second, an outage took
 * an idle node 0.12 of a core.
 */
export const backoff = (attempt: number, step = 50): number => Math.min(step * 2 ** (attempt - 1), 1000);

export interface ClientOptions {
  /** Shown by `CLIENT LIST`, so that an operator sees which node and which use a connection has. */
  label: string;
  /**
   * Milliseconds without an answer after which the connection is given up. Without it a frozen
   * server holds the client for 26 s. It must be above the longest WAIT on this connection.
   */
  socketTimeout: number;
  /**
   * Whether a command that had no answer when the connection was lost is sent again on the next
   * one. If false, it never settles. Default true.
   */
  resends?: boolean;
  /** Called before it connects, with the address that a Sentinel named: `host:port`. */
  onResolved?: (address: string) => void;
  /** Milliseconds until it connects again, by the number of attempts so far. */
  retryAfter?: (attempt: number) => number;
}

/**
 * Opens a client that outlives its server. The settings were chosen by killing, freezing and
 * cutting off primaries: with them no request failed at 160 operations a second
 * (docs/decisions/0004).
 */
export function createClient(target: RedisTarget, options: ClientOptions): RedisClient {
  const client = opened(target, options);
  leaveDeposed(client);
  return client;
}

function opened(
  target: RedisTarget,
  { label, socketTimeout, resends = true, onResolved = () => {}, retryAfter = backoff }: ClientOptions,
): RedisClient {
  const { natMap, dnsLookup } = target;
  const options = {
    ...nodeOptions(target),
    ...(dnsLookup ? { Connector: lookupConnector(dnsLookup) } : {}),
    connectionName: label,
    connectTimeout: 500,
    disconnectTimeout: 100,
    socketTimeout,
    // The deadline of each call decides when to give up (connection.ts), and not a number of
    // reconnections.
    maxRetriesPerRequest: null,
    retryStrategy: retryAfter,
    autoResendUnfulfilledCommands: resends,
    // A refused resubscription would be an unhandled rejection, which ends the process
    // (subscription.ts asks instead).
    autoResubscribe: false,
    // RESP2 and RESP3 give the same replies here. RESP2 saves the fallback on proxies that don't
    // know HELLO.
    protocol: 2,
  } satisfies RedisOptions;
  switch (target.kind) {
    case "standalone":
      return new Redis({ ...options, host: target.host, port: target.port, db: target.db });
    case "sentinel":
      return new Redis({
        ...options,
        sentinels: target.sentinels,
        // This is the one place where ioredis says which address it was given.
        natMap: (address) => {
          onResolved(address);
          return reachable(target, addressIn(address));
        },
        name: target.name,
        ...(target.db ? { db: target.db } : {}),
        ...(target.sentinelUsername ? { sentinelUsername: target.sentinelUsername } : {}),
        ...(target.sentinelPassword ? { sentinelPassword: target.sentinelPassword } : {}),
        ...(target.tls ? { enableTLSForSentinelMode: true } : {}),
        ...(target.sentinelTls ? { sentinelTLS: target.sentinelTls } : {}),
        // A hung Sentinel must not hold up the question to the next one: with the default the
        // client didn't recover in 22 s.
        sentinelCommandTimeout: 500,
        sentinelRetryStrategy: (attempt) => backoff(attempt, 10),
        // The detector ended clients for good in 2 to 7 of 24 kill runs. connection.ts moves on
        // `+switch-master` itself.
        failoverDetector: false,
      });
    case "cluster": {
      const { retryStrategy: _, ...redisOptions } = options;
      return new ShardedClient(target.nodes, {
        redisOptions,
        ...(natMap ? { natMap } : {}),
        ...(dnsLookup ? { dnsLookup } : {}),
        clusterRetryStrategy: (attempt) => backoff(attempt),
        slotsRefreshTimeout: 1000,
        slotsRefreshInterval: 2000,
        retryDelayOnFailover: 100,
        retryDelayOnClusterDown: 100,
        maxRedirections: 64,
      });
    }
  }
}
