import { Redis } from "ioredis";
import { step } from "../stack/setup/progress.ts";
import { compare, type Pace, type Trial } from "./compare.ts";
import { openNetwork } from "./delay/network.ts";
import { notes, type Operation, operations, titles } from "./operations.ts";
import { type OwnRedis, withRedis } from "./own-redis.ts";
import { openBetterAuth } from "./peers/better-auth.ts";
import { openConnectRedis, openConnectRedisOverIoredis } from "./peers/connect-redis.ts";
import { openIronSession } from "./peers/iron-session.ts";
import type { Peer } from "./peers/peer.ts";
import { openSpringReplay } from "./peers/spring-replay.ts";
import { openUnstuck } from "./peers/unstuck.ts";
import { openUpstashAdapter } from "./peers/upstash-adapter.ts";
import { redisBenchmarks } from "./redis-benchmark.ts";
import type { Row, Section } from "./results.ts";
import { again, ours, plain, rowsOf } from "./store-rows.ts";
import { bareGet, trialOf } from "./trial-of.ts";

/** The size of a run. */
export interface Size {
  users: number;
  rounds: number;
  turnMs: number;
  callers: readonly number[];
  delays: readonly number[];
}

/**
 * Every operation against every peer that has it, for each number of
 * callers and each network delay.
 */
export async function storeSections(size: Size, only: readonly Operation[] = operations): Promise<Section[]> {
  return withRedis(0, async (redis) => {
    const sections: Section[] = [];
    for (const operation of only) {
      const rows: Row[] = [];
      // One caller and 1 ms is the case of a page that asks for its session in the next rack.
      for (const delay of operation === "read" ? [...size.delays, 1] : size.delays) {
        const callers = delay === 1 ? [1] : size.callers;
        await step(`${operation}, ${delay} ms of network`, async () => {
          rows.push(...(await measured(redis, operation, delay, callers, size)));
        });
      }
      sections.push({ title: titles[operation], note: notes[operation], rows });
    }
    return sections;
  });
}

async function measured(
  redis: OwnRedis,
  operation: Operation,
  delay: number,
  callers: readonly number[],
  size: Size,
): Promise<Row[]> {
  await redis.operator.flushall();
  const network = await openNetwork(redis.url, delay);
  const peers = await openPeers(network.through(redis.url), network.through(redis.operatorUrl));
  if (operation === "read")
    peers.set(plain, openUnstuck(network.through(redis.url), 20_000_000, { reader: "plain" }));
  const client = new Redis(network.through(redis.operatorUrl));
  try {
    const trials: Trial[] = [];
    for (const [name, peer] of peers) {
      const trial = await trialOf(operation, name, peer, size.users);
      if (trial) trials.push(trial);
    }
    if (operation === "read") trials.push(await bareGet(client, peers.get(ours), size.users));
    // The tool runs without the delay: through the proxy it would measure the proxy.
    if (operation === "read" && delay === 0) trials.push(...(await redisBenchmarks(redis)));
    const rows: Row[] = [];
    for (const count of callers) {
      const pace: Pace = {
        callers: count,
        rounds: size.rounds,
        turnMs: size.turnMs,
        most: mostOf(operation, size),
      };
      const place = `${count}${delay === 0 ? "" : `-at-${delay}ms`}`;
      rows.push(...rowsOf(await compare(trials, pace), operation, place, `${count} callers, ${delay} ms`));
    }
    return rows;
  } finally {
    client.disconnect();
    for (const peer of peers.values()) await peer.close();
    network.close();
  }
}

async function openPeers(url: string, operatorUrl: string): Promise<Map<string, Peer>> {
  return new Map([
    [ours, openUnstuck(url)],
    ["connect-redis (node-redis)", await openConnectRedis(operatorUrl)],
    ["connect-redis 8 (ioredis)", await openConnectRedisOverIoredis(operatorUrl)],
    ["better-auth", await openBetterAuth(operatorUrl)],
    ["upstash-adapter", await openUpstashAdapter(operatorUrl)],
    ["spring-replay", await openSpringReplay(operatorUrl)],
    ["iron-session", openIronSession()],
    [again, openUnstuck(url, 10_000_000)],
  ]);
}

/**
 * An operation that uses sessions up needs them made before, which takes longer than the timed
 * calls.
 */
const mostOf = (operation: Operation, { users }: Size) =>
  operation === "logout" || operation === "sign-out" ? users : 200_000;
