import { sentinelGroup } from "../lib/session/config/sentinel-group.ts";
import { askSentinels, asOperator, parsePairs } from "../lib/session/testing/redis-admin.ts";
import type { PartStatus, Stack } from "./stack.ts";
import type { Address } from "./topology.ts";

/** A replica's state, as seen by the elected primary and the Sentinels. */
export interface Replica {
  /** Whether the primary has a connection to it. */
  readonly connected: boolean;
  /**
   * Seconds since the primary has heard from it; a replica reports once a second.
   * Null without a connection.
   */
  readonly silent: number | null;
  /** Bytes that it lacks. Null without a connection. */
  readonly behind: number | null;
  /** Whether most Sentinels that answer hold it to be down: writes then go on without it. */
  readonly heldDown: boolean;
}

/** The roles of the nodes, as the Sentinels and the primary that they elected report them now. */
export interface Replication {
  /** The primary that the Sentinels name; null if none of them answers. */
  readonly elected: string | null;
  /** Nodes that call themselves primary and were replaced. */
  readonly deposed: readonly string[];
  /** The other nodes by name. Empty while the elected primary can't be asked. */
  readonly replicas: Readonly<Record<string, Replica>>;
  /**
   * Whether the elected primary has as many replicas in step as it needs to take writes;
   * null if it can't be asked.
   */
  readonly takesWrites: boolean | null;
  /** How full the elected primary is, from 0 to 1; null if it can't be asked or has no limit. */
  readonly full: number | null;
}

/**
 * Asks the Sentinels and the elected primary: 3 round trips.
 * @param password The operator's.
 */
export async function replicationOf(
  stack: Stack,
  status: readonly PartStatus[],
  password: string,
): Promise<Replication> {
  const nodes = status.filter(({ kind }) => kind === "redis");
  const sentinels = await addressesOf(
    stack,
    status.filter(({ kind, health }) => kind === "sentinel" && health === "up"),
  );
  const named = await askSentinels(sentinels, password, sentinelGroup);
  // The parts have a port of their own each, natively and in containers.
  const elected = nodes.find(({ port }) => port === named?.port);
  const deposed = nodes.filter((node) => node.role === "primary" && elected && node !== elected);
  const info = await infoOf(stack, elected, password);
  const held = info === undefined ? new Map<number, boolean>() : await heldDown(sentinels, password);
  const others = info === undefined ? [] : nodes.filter((node) => node !== elected);
  return {
    elected: elected?.name ?? null,
    deposed: deposed.map(({ name }) => name),
    replicas: Object.fromEntries(
      others.map(({ name, port }) => [
        name,
        { ...linkIn(info ?? "", port), heldDown: held.get(port) ?? false },
      ]),
    ),
    takesWrites: info === undefined ? null : takesWrites(info),
    full: info === undefined ? null : fullness(info),
  };
}

/** A Redis node's status with its part in the replication, for programs that read it. */
export const withReplication =
  ({ elected, replicas }: Replication) =>
  (part: PartStatus) =>
    part.kind === "redis"
      ? { ...part, elected: part.name === elected, replication: replicas[part.name] ?? null }
      : part;

async function addressesOf(stack: Stack, parts: readonly PartStatus[]): Promise<Address[]> {
  const asked = await Promise.allSettled(parts.map(({ name }) => stack.address(name)));
  return asked.flatMap((address) => (address.status === "fulfilled" ? [address.value] : []));
}

async function infoOf(
  stack: Stack,
  node: PartStatus | undefined,
  password: string,
): Promise<string | undefined> {
  if (node?.health !== "up") return undefined;
  const [address] = await addressesOf(stack, [node]);
  if (!address) return undefined;
  return asOperator(address, password, (redis) => redis.info()).catch(() => undefined);
}

/** By port, whether more than half of the Sentinels that answer hold a replica to be down. */
async function heldDown(sentinels: readonly Address[], password: string): Promise<Map<number, boolean>> {
  const asked = await Promise.allSettled(
    sentinels.map((sentinel) =>
      asOperator(sentinel, password, (redis) => redis.call("SENTINEL", "REPLICAS", sentinelGroup)),
    ),
  );
  const answers = asked.flatMap((one) =>
    one.status === "fulfilled" && Array.isArray(one.value) ? [one.value] : [],
  );
  const votes = new Map<number, number>();
  for (const replica of answers.flat().map(parsePairs)) {
    const down = /[so]_down|disconnected/.test(replica.flags ?? "") ? 1 : 0;
    votes.set(Number(replica.port), (votes.get(Number(replica.port)) ?? 0) + down);
  }
  return new Map([...votes].map(([port, down]) => [port, down > answers.length / 2]));
}

/**
 * The primary's report of the replica on this port:
 * `slave0:ip=…,port=6402,state=online,offset=123,lag=0`.
 */
function linkIn(info: string, port: number): Omit<Replica, "heldDown"> {
  const line = new RegExp(`^slave\\d+:ip=[^,]*,port=${port},state=(\\w+),offset=(\\d+),lag=(\\d+)`, "m").exec(
    info,
  );
  if (!line) return { connected: false, silent: null, behind: null };
  const [, state, offset, lag] = line;
  return {
    connected: state === "online",
    silent: Number(lag),
    behind: Math.max(0, field(info, "master_repl_offset") - Number(offset)),
  };
}

/**
 * `min-replicas-to-write`: without it Redis doesn't say how many are good, and takes every write.
 */
function takesWrites(info: string): boolean {
  const good = field(info, "min_slaves_good_slaves");
  return Number.isNaN(good) || good > 0;
}

function fullness(info: string): number | null {
  const limit = field(info, "maxmemory");
  return limit > 0 ? field(info, "used_memory") / limit : null;
}

const field = (info: string, name: string) =>
  Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1] ?? Number.NaN);
