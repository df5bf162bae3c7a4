import { setTimeout as pause } from "node:timers/promises";
import calculateSlot from "cluster-key-slot";
import type { SessionMetadata } from "../../lib/auth/session-metadata.ts";
import type { RedisSessions } from "../../lib/session/index.ts";
import { tagOf } from "../../lib/session/keys.ts";
import { type OwnNode, OwnRedis } from "../../lib/session/testing/own-redis.ts";
import { poll } from "../../lib/session/testing/poll.ts";
import { ownerOf } from "../../lib/session/testing/slot-move.ts";
import { type Row, short } from "../results.ts";
import { sampleLogin } from "../sample-login.ts";
import { percentile, spreadOf } from "../spread.ts";
import { openStore } from "./open-store.ts";

const perSecond = 1000;
const phaseMs = 9000;
const rounds = 5;

interface Phase {
  /** Milliseconds of this process's CPU. */
  cpu: number;
  /** The 99th percentile, in milliseconds, of the logins on two of the shards. */
  p99: number;
}

/**
 * Logins come at a fixed rate, whether the last ones were answered or not. First all three shards
 * of a Cluster run, then the third shard and its replica are frozen.
 */
export async function frozenShard(): Promise<Row[]> {
  const found: { healthy: Phase; frozen: Phase }[] = [];
  for (let round = 0; round < rounds; round += 1) found.push(await once());
  const row = (by: keyof Phase, name: string, says: string, most: number): Row => ({
    name,
    says,
    ratio: spreadOf(found.map(({ healthy, frozen }) => frozen[by] / healthy[by])),
    figures: {
      "healthy ms": short(spreadOf(found.map(({ healthy }) => healthy[by])).median),
      "frozen ms": short(spreadOf(found.map(({ frozen }) => frozen[by])).median),
    },
    wanted: { most },
  });
  return [
    row(
      "cpu",
      "frozen-shard-cpu",
      "1,000 logins a second, one of three shards frozen: CPU / all healthy",
      1.5,
    ),
    row("p99", "frozen-shard-p99", "the same: p99 of logins at the other two / all healthy", 3),
  ];
}

async function once(): Promise<{ healthy: Phase; frozen: Phase }> {
  const redis = await OwnRedis.begin();
  try {
    const { url, primaries, replicas } = await redis.cluster();
    // Otherwise the whole Cluster is down while a slot has no node.
    for (const { operator } of [...primaries, ...replicas])
      await operator.config("SET", "cluster-require-full-coverage", "no");
    const store = openStore(url);
    await poll(() => store.create(sampleLogin(0)), { timeoutMs: 5000, promise: "a login is acknowledged" });
    const shard = [primaries[2], replicas[2]].filter((node) => node !== undefined);
    // A first phase lets the compiler see the code of the phases.
    await phase(store, primaries, 1, 2000);
    const healthy = await phase(store, primaries, 1_000_000, phaseMs);
    for (const node of shard) node.freeze();
    const frozen = await phase(store, primaries, 2_000_000, phaseMs);
    for (const node of shard) node.thaw();
    await store.close();
    return { healthy, frozen };
  } finally {
    await redis.end();
  }
}

async function phase(
  store: RedisSessions<unknown, SessionMetadata>,
  primaries: readonly OwnNode[],
  firstUser: number,
  ms: number,
): Promise<Phase> {
  const times: number[] = [];
  const logins: Promise<void>[] = [];
  const before = process.cpuUsage();
  const begun = performance.now();
  for (let sent = 0; performance.now() - begun < ms; ) {
    for (; sent < ((performance.now() - begun) / 1000) * perSecond; sent += 1) {
      const login = sampleLogin(firstUser + sent);
      const due = begun + (sent / perSecond) * 1000;
      const counts = ownerOf(calculateSlot(tagOf(login.user)), primaries) !== primaries[2];
      const took = () => {
        if (counts) times.push(performance.now() - due);
      };
      logins.push(store.create(login).then(took, took));
    }
    await pause(1);
  }
  const { user, system } = process.cpuUsage(before);
  await Promise.all(logins);
  return { cpu: (user + system) / 1000, p99: percentile(times, 0.99) };
}
