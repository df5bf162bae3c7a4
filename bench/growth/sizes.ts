import { compare, type Pace, type Trial } from "../compare.ts";
import { inFlight } from "../in-flight.ts";
import { type OwnRedis, withRedis } from "../own-redis.ts";
import type { Peer } from "../peers/peer.ts";
import { openUnstuck } from "../peers/unstuck.ts";
import type { Row } from "../results.ts";
import { spreadOf } from "../spread.ts";
import { cpuOf, trialRow } from "./cost.ts";
import { fill } from "./fill.ts";
import { lookingUp } from "./look-ups.ts";

export const few = 1000;
export const many = 1_000_000;
/**
 * The number of sessions that a trial reads in the large store: enough that Redis doesn't find them
 * all in the processor's cache.
 */
const read = 5000;
/** Milliseconds. The sessions must not end during the measurement. */
export const lifetime = 8 * 60 * 60 * 1000;
const says = `with ${many.toLocaleString("en")} sessions / with ${few.toLocaleString("en")}`;

/**
 * The cost of a store with many sessions against one with few. Two Redis run at the same time, so
 * that the bench measures both in turns.
 */
export function sizes(pace: Pace): Promise<Row[]> {
  return withRedis(0, (small) =>
    withRedis(0, async (large) => {
      await large.operator.config("SET", "maxmemory", "2gb");
      const [one, other] = [openUnstuck(small.url), openUnstuck(large.url)];
      const tokens = [await logins(one, few), await logins(other, read)] as const;
      const memory = await memoryRow(large, many - read);
      const at32 = { ...pace, callers: 32 };
      const row = async (name: string, what: string, trials: readonly Trial[], most?: number) =>
        trialRow(
          { name: `${name}-${many}-vs-${few}`, says: `${what}: cost ${says}`, wanted: { most: 1.2 } },
          await compare(trials, most ? { ...at32, most } : at32),
          ["few", "many"],
          "serverCpu",
        );
      const rows = [
        await row("read", "read, 32 callers", [
          reading("few", one, small, tokens[0]),
          reading("many", other, large, tokens[1]),
        ]),
        trialRow(
          { name: `look-ups-${many}-vs-${few}`, says: `a read's two look-ups alone: cost ${says}` },
          await compare(
            [
              await lookingUp("few", small, tokens[0], (index) => scattered(index, few)),
              await lookingUp("many", large, tokens[1], (index) => scattered(index, read)),
            ],
            { ...pace, callers: 1 },
          ),
          ["few", "many"],
          "serverCpu",
        ),
        await row("list", "list, 32 callers", [
          listing("few", one, small, few),
          listing("many", other, large, read),
        ]),
        memory,
        await row(
          "sign-out",
          "sign out everywhere",
          [signingOut("few", one, small), signingOut("many", other, large)],
          few,
        ),
      ];
      await Promise.all([one.close(), other.close()]);
      return rows;
    }),
  );
}

/**
 * Adds the rest of the sessions, and compares the memory of the first thousand with that of all.
 */
async function memoryRow({ operator, info }: OwnRedis, count: number): Promise<Row> {
  const used = () => info("memory", "used_memory");
  const ends = Date.now() + lifetime;
  const before = await used();
  await fill(operator, few, ends);
  const small = ((await used()) - before) / few;
  await fill(operator, count - few, ends);
  const large = ((await used()) - before) / count;
  return {
    name: `memory-${many}-vs-${few}`,
    says: `bytes a session: ${says}`,
    ratio: spreadOf([large / small]),
    figures: { "few bytes": Math.round(small), "many bytes": Math.round(large) },
    wanted: { most: 1.2 },
  };
}

/**
 * Begins one session for each user from 0 on.
 * @returns The tokens.
 */
async function logins(peer: Peer, count: number): Promise<string[]> {
  const tokens: string[] = [];
  await inFlight(count, 256, async (user) => {
    tokens[user] = await peer.login(user);
  });
  return tokens;
}

/** Scatters the indexes, so that no two successive calls find their data in the same place. */
const scattered = (index: number, count: number) => (index * 7919) % count;

function reading(name: string, peer: Peer, redis: OwnRedis, tokens: readonly string[]): Trial {
  return {
    name,
    call: (index) => peer.read(tokens[scattered(index, tokens.length)] ?? ""),
    serverCpu: () => cpuOf(redis),
  };
}

function listing(name: string, peer: Peer, redis: OwnRedis, users: number): Trial {
  return {
    name,
    call: async (index) => {
      const sessions = (await peer.list?.(scattered(index, users))) ?? [];
      if (sessions.length !== 1) throw new Error(`${sessions.length} sessions are listed of 1.`);
    },
    serverCpu: () => cpuOf(redis),
  };
}

function signingOut(name: string, peer: Peer, redis: OwnRedis): Trial {
  return {
    name,
    prepare: (count) => inFlight(count, 256, (user) => peer.login(user)),
    call: (user) => peer.signOutEverywhere?.(user) ?? Promise.reject(),
    serverCpu: () => cpuOf(redis),
  };
}
