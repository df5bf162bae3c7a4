import { poll } from "../lib/session/testing/poll.ts";
import { askSentinels, asOperator, parsePairs } from "../lib/session/testing/redis-admin.ts";
import { StackError } from "./stack.ts";
import type { Address } from "./topology.ts";

/**
 * Longer than the procedure takes, so that the old primary can't take writes in the middle of it.
 */
const pauseMs = 15_000;

interface FailoverOptions {
  readonly sentinels: readonly Address[];
  readonly password: string;
  readonly group: string;
  /** Where this machine reaches a node whose address the Sentinels told. */
  readonly reach?: (told: Address) => Address;
}

/**
 * Makes a replica the primary without losing a write. `SENTINEL FAILOVER` alone leaves the old
 * primary writable for 10 to 13 s, and everything that is written there in that time is lost.
 * Writes wait during this, 1 to 3 s.
 * @returns The new primary, as the Sentinels call it.
 */
export async function plannedFailover({
  sentinels,
  password,
  group,
  reach = (address) => address,
}: FailoverOptions): Promise<Address> {
  const named = await askSentinels(sentinels, password, group);
  if (!named) throw new StackError("No Sentinel answers, so there is nobody who could carry out a failover.");
  const old = reach(named);
  await poll(() => rolesAreSeen(sentinels, password, group), {
    timeoutMs: 15_000,
    promise: "every Sentinel has seen that the replicas are replicas, so that a failover can begin",
  });
  await asOperator(old, password, (redis) => redis.call("CLIENT", "PAUSE", pauseMs, "WRITE"));
  try {
    await poll(() => replicasCaughtUp(old, password), {
      timeoutMs: 5000,
      promise: "every replica has all that the primary has",
    });
    await anySentinel(sentinels, password, group);
    const next = await poll(
      async () => {
        const now = await askSentinels(sentinels, password, group);
        return now && (now.host !== named.host || now.port !== named.port) ? now : undefined;
      },
      { timeoutMs: 10_000, promise: "the Sentinels announce another primary" },
    );
    await asOperator(old, password, async (redis) => {
      await redis.call("REPLICAOF", next.host, next.port);
      await redis.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    });
    return next;
  } finally {
    await asOperator(old, password, (redis) => redis.call("CLIENT", "UNPAUSE")).catch(() => {});
  }
}

/**
 * Whether no Sentinel still takes a replica for the primary that it was. A Sentinel looks at a
 * replica every 10 s. If it believes that a replica has called itself a primary for 8 s, it makes
 * that node a replica again. It does this even to a node that was promoted a moment ago, and so
 * ends that node's failover (seen when two came within 10 s of each other; sentinel.c,
 * sentinelRefreshInstanceInfo).
 */
async function rolesAreSeen(
  sentinels: readonly Address[],
  password: string,
  group: string,
): Promise<boolean> {
  const seen = sentinels.map((sentinel) =>
    asOperator(sentinel, password, (redis) => redis.call("SENTINEL", "REPLICAS", group)),
  );
  // A Sentinel that doesn't answer changes no node's role.
  const replies = (await Promise.allSettled(seen)).flatMap((reply) =>
    reply.status === "fulfilled" && Array.isArray(reply.value) ? reply.value : [],
  );
  return replies.map(parsePairs).every((replica) => {
    const isUp = replica.flags === "slave";
    return !isUp || replica["role-reported"] === "slave";
  });
}

async function replicasCaughtUp(primary: Address, password: string): Promise<boolean> {
  const info = await asOperator(primary, password, (redis) => redis.info("replication"));
  const offset = /^master_repl_offset:(\d+)/m.exec(info)?.[1];
  const replicas = [...info.matchAll(/^slave\d+:.*state=online,offset=(\d+)/gm)].map(([, at]) => at);
  return replicas.length > 0 && replicas.every((at) => at === offset);
}

/**
 * The first Sentinel that takes it leads. One that is down or busy with another attempt refuses.
 */
async function anySentinel(sentinels: readonly Address[], password: string, group: string): Promise<void> {
  const refusals: unknown[] = [];
  for (const sentinel of sentinels) {
    try {
      await asOperator(sentinel, password, (redis) => redis.call("SENTINEL", "FAILOVER", group));
      return;
    } catch (error) {
      refusals.push(error);
    }
  }
  throw new StackError(`No Sentinel took the failover: ${refusals.map(String).join("; ")}.`);
}
