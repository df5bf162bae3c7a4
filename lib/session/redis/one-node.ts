import type { Redis } from "ioredis";
import { backoff, type ClientOptions, createClient } from "./client.ts";
import type { RedisTarget } from "./target.ts";

/**
 * One connection to one node, for what is said on a channel: the primary, or of a Cluster any
 * node, and the next one when that is lost. On a Cluster every node hears everything. Its own
 * client connects to a node when it first sends something there, so what was said just before
 * the process ended was lost.
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
        // ioredis reads them for each connection that it makes.
        Object.assign(client.options, nodes[lost % nodes.length]);
        return backoff(attempt);
      },
    },
  ) as Redis;
  return client;
}
