import type { Redis } from "ioredis";
import { backoff, type ClientOptions, createClient } from "./client.ts";
import type { RedisTarget } from "./target.ts";

/**
 * One connection to one node, for messages on a channel. The node is the primary, or any node of a
 * Cluster. If the connection is lost, the next one goes to the Cluster's next node. On a Cluster
 * every node hears every message. A Cluster's own client connects to a node only when it first
 * sends something to that node, so a message from just before the process ended was lost.
 */
export function connectToOne(
  target: RedisTarget,
  options: Pick<ClientOptions, "label" | "socketTimeout">,
): Redis {
  if (target.kind !== "cluster") return createClient(target, options) as Redis;
  const { nodes, ...rest } = target;
  const [first = { host: "", port: 0 }] = nodes;
  let lost = 0;
  const client = createClient(
    { ...rest, kind: "standalone", ...first, db: 0 },
    {
      ...options,
      retryAfter: (attempt) => {
        lost += 1;
        // ioredis reads these options for each connection that it makes.
        Object.assign(client.options, nodes[lost % nodes.length]);
        return backoff(attempt);
      },
    },
  ) as Redis;
  return client;
}
