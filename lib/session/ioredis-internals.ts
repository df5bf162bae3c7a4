import type { Cluster, Redis } from "ioredis";

/**
 * The version whose source this list was checked against. Before another version, check each entry
 * and run `npm run test:redis`.
 */
export const ioredisVersion = "6.0.0";

/** A connected client of each kind, and its objects that the list looks at. */
export interface Clients {
  redis: Redis;
  cluster: Cluster;
  /** A command that was sent. */
  command: object;
  /** The error of a Cluster's client when it can reach no node. */
  allFailed: object;
}

/** A property of ioredis that its documentation does not promise. */
export interface Internal {
  readonly name: string;
  /** The files of lib/session that use it. */
  readonly usedIn: readonly string[];
  readonly why: string;
  readonly isThere: (clients: Clients) => boolean;
}

const isFunction = (value: unknown) => typeof value === "function";
const at = (value: unknown, name: string): unknown => (value as Record<string, unknown>)[name];

/**
 * Everything that the store uses of ioredis beyond its documentation. ioredis-internals.test.ts
 * fails if one entry is missing.
 */
export const internals: readonly Internal[] = [
  {
    name: "Command.toWritable",
    usedIn: ["fast/wire.ts"],
    why: "A call of 260 arguments is put on the wire as it is. ioredis took 2 us per session to build it.",
    isThere: ({ command }) => isFunction(at(command, "toWritable")),
  },
  {
    name: "Redis.stream",
    usedIn: ["fast/write-together.ts"],
    why: "What is sent in one turn of the event loop leaves in one system call: the stream is corked.",
    isThere: ({ redis }) => isFunction(redis.stream?.cork) && isFunction(redis.stream.write),
  },
  {
    name: "Redis.options.reconnectOnError",
    usedIn: ["redis/leave-deposed.ts"],
    why: "It is set after the client was made, since it must know the node, and is read at each error.",
    isThere: ({ redis }) => isFunction(redis.options.reconnectOnError),
  },
  {
    name: "Redis.options.readOnly",
    usedIn: ["redis/shards.ts"],
    why: "It tells a Cluster's connections to replicas from those to primaries.",
    isThere: ({ cluster }) => cluster.nodes("slave").every(({ options }) => options.readOnly === true),
  },
  {
    name: "Redis.status",
    usedIn: ["redis/connection.ts", "redis/subscription.ts", "redis/sentinel-watch.ts"],
    why: "Commands are sent only on a ready connection, so that no queue grows; a move depends on how far a connection is.",
    isThere: ({ redis, cluster }) => redis.status === "ready" && cluster.status === "ready",
  },
  {
    name: "Cluster.startupNodes",
    usedIn: ["redis/existing-client.ts"],
    why: "An existing client of a Cluster is asked where the Cluster is; its options don't say.",
    isThere: ({ cluster }) => Array.isArray(at(cluster, "startupNodes")),
  },
  {
    name: "Redis.reconnectTimeout",
    usedIn: ["redis/relocation.ts"],
    why: "A pause between two tries to connect is ended early once the Sentinels name another primary.",
    isThere: ({ redis }) => "reconnectTimeout" in redis,
  },
  {
    name: "Redis.connector",
    usedIn: ["redis/client.ts"],
    why: "A Sentinel's connector asks `natMap` about each address that a Sentinel named: the one way to hear of it.",
    isThere: ({ redis }) => isFunction(at(at(redis, "connector"), "connect")),
  },
  {
    name: "Cluster.slots",
    usedIn: ["redis/shards.ts"],
    why: "The table of slots is read for each script's call, and a node's word that a slot has moved is written into it.",
    isThere: ({ cluster }) => typeof cluster.slots[0]?.[0] === "string",
  },
  {
    name: "Cluster.connectionPool.findOrCreate",
    usedIn: ["redis/shards.ts"],
    why: "There is no other way to connect to a node that has no slot yet.",
    isThere: ({ cluster }) => isFunction(at(at(cluster, "connectionPool"), "findOrCreate")),
  },
  {
    name: "Cluster.refreshSlotsCache",
    usedIn: ["redis/shards.ts"],
    why: "The table is asked for at once after a redirection, and not at the next interval.",
    isThere: ({ cluster }) => isFunction(cluster.refreshSlotsCache),
  },
  {
    name: "ClusterAllFailedError.lastNodeError",
    usedIn: ["redis/connection.ts", "redis/errors.ts"],
    why: "The error itself says only that every node failed, and not why.",
    isThere: ({ allFailed }) => at(allFailed, "lastNodeError") instanceof Error,
  },
];
