import { setTimeout as pause } from "node:timers/promises";
import { poll } from "../../lib/session/testing/poll.ts";
import { inFlight } from "../in-flight.ts";
import { type OwnRedis, withRedis } from "../own-redis.ts";
import type { Peer } from "../peers/peer.ts";
import { openUnstuck } from "../peers/unstuck.ts";
import { type Row, short } from "../results.ts";
import { percentile, spreadOf } from "../spread.ts";
import { fill } from "./fill.ts";
import { lifetime, many } from "./sizes.ts";

const rounds = 3;
const callers = 32;
const readers = 1000;
const quietMs = 3000;
/** Sessions made before the million, to see how long it will take on this machine. They live on. */
const sample = 20_000;
const goneWithinMs = 120_000;

/**
 * How long reads of living sessions take while a million others end at one moment, against the time
 * before.
 */
export function expiry(): Promise<Row[]> {
  return withRedis(0, async (redis) => {
    await redis.operator.config("SET", "maxmemory", "2gb");
    const peer = openUnstuck(redis.url);
    const tokens: string[] = [];
    await inFlight(readers, callers, async (user) => {
      tokens[user] = await peer.login(user);
    });
    const found: Found[] = [];
    for (let round = 0; round < rounds; round += 1) found.push(await measured(redis, peer, tokens));
    await peer.close();
    const middle = (measure: (one: Found) => number) => short(spreadOf(found.map(measure)).median);
    return [
      {
        name: `expiry-${many}-p99`,
        says: `read, ${callers} callers: 99th percentile while ${many.toLocaleString("en")} sessions end / before`,
        ratio: spreadOf(found.map(({ quiet, meanwhile }) => meanwhile.p99 / quiet.p99)),
        figures: {
          "before ms": middle(({ quiet }) => quiet.p99),
          "meanwhile ms": middle(({ meanwhile }) => meanwhile.p99),
          "longest before ms": middle(({ quiet }) => quiet.longest),
          "longest meanwhile ms": middle(({ meanwhile }) => meanwhile.longest),
          "seconds until all are gone": middle(({ seconds }) => seconds),
        },
      },
    ];
  });
}

interface Found {
  quiet: Latencies;
  meanwhile: Latencies;
  /** From their end until Redis has removed all. */
  seconds: number;
}

/** Milliseconds. */
interface Latencies {
  p99: number;
  longest: number;
}

async function measured({ operator }: OwnRedis, peer: Peer, tokens: readonly string[]): Promise<Found> {
  const begun = Date.now();
  await fill(operator, sample, begun + lifetime);
  const fillMs = ((Date.now() - begun) / sample) * many;
  const before = await operator.dbsize();
  // Twice as long, in case others use the machine too.
  const ends = Date.now() + 2 * fillMs + 2 * quietMs;
  await fill(operator, many, ends);
  const quiet = await latencies(peer, tokens, async () => {
    await pause(quietMs);
  });
  if (Date.now() > ends) throw new Error("This machine is too slow: sessions ended while others were made.");
  await pause(ends - Date.now());
  const meanwhile = await latencies(peer, tokens, async () => {
    // DBSIZE counts ended sessions until Redis removes them.
    await poll(async () => (await operator.dbsize()) <= before, {
      timeoutMs: goneWithinMs,
      promise: "Redis has taken away all sessions that ended",
    });
  });
  return { quiet, meanwhile, seconds: (Date.now() - ends) / 1000 };
}

/** Reads as fast as the callers can, until `event` is over. */
async function latencies(
  peer: Peer,
  tokens: readonly string[],
  event: () => Promise<void>,
): Promise<Latencies> {
  const all: number[] = [];
  let over = false;
  const caller = async (first: number) => {
    for (let index = first; !over; index += callers) {
      const begun = performance.now();
      await peer.read(tokens[index % tokens.length] ?? "");
      all.push(performance.now() - begun);
    }
  };
  const reading = Promise.all(Array.from({ length: callers }, (_, first) => caller(first)));
  try {
    await Promise.race([event(), reading]);
  } finally {
    over = true;
  }
  await reading;
  return { p99: percentile(all, 0.99), longest: percentile(all, 1) };
}
