import type { Redis } from "ioredis";
import { type OwnNode, OwnRedis } from "../../lib/session/testing/own-redis.ts";
import { poll } from "../../lib/session/testing/poll.ts";
import type { Peer } from "../peers/peer.ts";
import { openUnstuck } from "../peers/unstuck.ts";
import { type Row, short } from "../results.ts";
import { spreadOf } from "../spread.ts";
import { fill } from "./fill.ts";
import { few, lifetime, many } from "./sizes.ts";

const rounds = 3;

/** Seconds from the kill of a primary. */
interface Failover {
  /** Until the store acknowledges a login. */
  login: number;
  /**
   * Until the killed node is a replica in sync. The bench starts it again at the time of that
   * login.
   */
  whole: number;
}

/**
 * How long a failover takes after the death of a primary: with a million sessions against a
 * thousand, one group after the other.
 */
export async function failover(): Promise<Row[]> {
  const small = await failovers(few);
  const large = await failovers(many);
  const row = (by: keyof Failover, name: string, what: string): Row => ({
    name: `${name}-${many}-vs-${few}`,
    says: `${what}: time with ${many.toLocaleString("en")} sessions / with ${few.toLocaleString("en")}`,
    ratio: spreadOf(large.map((one, round) => one[by] / (small[round]?.[by] ?? Number.NaN))),
    figures: {
      "few seconds": short(spreadOf(small.map((one) => one[by])).median),
      "many seconds": short(spreadOf(large.map((one) => one[by])).median),
    },
  });
  return [
    row("login", "failover", "failover, until a login is acknowledged"),
    row("whole", "failover-whole", "failover, until the killed node is a replica in step"),
  ];
}

async function failovers(sessions: number): Promise<Failover[]> {
  const redis = await OwnRedis.begin();
  try {
    const { url, nodes } = await redis.sentinelGroup();
    for (const node of nodes) await makeRoom(node);
    const peer = openUnstuck(url);
    const token = await peer.login(0);
    const [first] = nodes;
    if (first) await fill(first.operator, sessions, Date.now() + lifetime, nodes.length - 1);
    const found: Failover[] = [];
    for (let round = 0; round < rounds; round += 1) found.push(await killPrimary(nodes, peer, round));
    await peer.read(token);
    await peer.close();
    return found;
  } finally {
    await redis.end();
  }
}

async function killPrimary(nodes: readonly OwnNode[], peer: Peer, round: number): Promise<Failover> {
  const roles = await Promise.all(
    nodes.map(async (node) => ({ node, isPrimary: await isPrimary(node.operator) })),
  );
  const primary = roles.find((one) => one.isPrimary)?.node;
  if (!primary) throw new Error("The group has no primary.");
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  primary.kill();
  // The store holds a write for at most 8 s, which is longer than a failover takes. The bench
  // retries the login all the same.
  await poll(() => peer.login(1000 + round), { timeoutMs: 60_000, promise: "a login is acknowledged again" });
  const login = seconds();
  await primary.start();
  await makeRoom(primary);
  // It starts in its role from before its death; the Sentinels make it a replica.
  await poll(
    async () => {
      const info = await primary.operator.info("replication");
      return info.includes("role:slave") && info.includes("master_link_status:up");
    },
    { timeoutMs: 120_000, promise: "the node that was killed is a replica in step" },
  );
  const whole = seconds();
  await settled(nodes);
  return { login, whole };
}

/** Waits until the next failover can happen: the primary counts both others as good. */
async function settled(nodes: readonly OwnNode[]): Promise<void> {
  const good = `min_slaves_good_slaves:${nodes.length - 1}`;
  await poll(
    async () =>
      (await Promise.all(nodes.map(({ operator }) => operator.info("replication")))).some((info) =>
        info.includes(good),
      ),
    { timeoutMs: 60_000, promise: "both replicas are in step" },
  );
}

/**
 * A million sessions exceed the project's 256 MB. A start reads the setting from the file again.
 */
async function makeRoom({ operator }: OwnNode): Promise<void> {
  await operator.config("SET", "maxmemory", "2gb");
}

async function isPrimary(operator: Redis): Promise<boolean> {
  return (await operator.info("replication")).includes("role:master");
}
