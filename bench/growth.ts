import { randomBytes } from "node:crypto";
import { step } from "../stack/setup/progress.ts";
import { compare, type Pace, ratioOf, type Trial, type Turn, type Turns } from "./compare.ts";
import { inFlight } from "./in-flight.ts";
import { type OwnRedis, withRedis } from "./own-redis.ts";
import type { Peer } from "./peers/peer.ts";
import { openUnstuck } from "./peers/unstuck.ts";
import { type Row, type Section, short } from "./results.ts";
import { spreadOf } from "./spread.ts";

const many = 1_000_000;
/** The sessions of the large store that are read: enough that Redis doesn't find them all in the processor's cache. */
const read = 5000;
const few = 1000;

/** What durability costs, and how the store's own cost grows. */
export async function growthSection(pace: Pace): Promise<Section> {
  const rows = [
    await step("login with and without WAIT", () => durability(pace)),
    await step("sign out everywhere with 1 and with 1,000 sessions", () => signOut(pace)),
    ...(await step(`read and sign out with ${few} and with ${many} sessions`, () => sizes(pace))),
  ];
  return {
    title: "Durability and growth",
    note: "Login: rate with WAIT by rate without, so more is better. The others: cost of the larger by cost of the smaller, so less is better.",
    rows,
  };
}

function durability(pace: Pace): Promise<Row> {
  return withRedis(1, async ({ url }) => {
    const [durable, hasty] = [openUnstuck(url), openUnstuck(url, 10_000_000, { without: ["wait"] })];
    const turns = await compare([logins("with", durable), logins("without", hasty)], {
      ...pace,
      callers: 32,
    });
    await Promise.all([durable.close(), hasty.close()]);
    return row("login-with-wait-32", "login, 32 callers: with WAIT / without", turns, "with", "without", {
      least: 0.8,
    });
  });
}

function logins(name: string, peer: Peer): Trial {
  let user = 0;
  return {
    name,
    call: () => {
      user += 1;
      return peer.login(user);
    },
  };
}

function signOut(pace: Pace): Promise<Row> {
  return withRedis(0, async ({ url }) => {
    const peer = openUnstuck(url);
    const trial = (name: string, sessions: number): Trial => ({
      name,
      prepare: (count) =>
        inFlight(count * sessions, 256, (index) =>
          peer.login(sessions * 1000 + Math.floor(index / sessions)),
        ),
      call: (index) => peer.signOutEverywhere?.(sessions * 1000 + index) ?? Promise.reject(),
    });
    const trials = [trial("1 session", 1), trial("1,000 sessions", 1000)];
    const turns = await compare(trials, { ...pace, callers: 1, most: 8 });
    await peer.close();
    const says = "sign out everywhere: cost with 1,000 sessions / with 1";
    return row("sign-out-1000-vs-1", says, turns, "1 session", "1,000 sessions", { most: 10 });
  });
}

/** Two Redis in the same run, so that both are measured in turns. */
function sizes(pace: Pace): Promise<Row[]> {
  return withRedis(0, (small) =>
    withRedis(0, async (large) => {
      await large.operator.config("SET", "maxmemory", "2gb");
      const [one, other] = [openUnstuck(small.url), openUnstuck(large.url)];
      const reads = [await reading("few", one, small, few), await reading("many", other, large, read)];
      await fill(large, many - read);
      const at32 = { ...pace, callers: 32 };
      const readTurns = await compare(reads, at32);
      const ends = [signingOut("few", one, small), signingOut("many", other, large)];
      const endTurns = await compare(ends, { ...at32, most: few });
      await Promise.all([one.close(), other.close()]);
      const says = `cost with ${many.toLocaleString("en")} sessions / with ${few.toLocaleString("en")}`;
      return [
        row(
          "read-1000000-vs-1000",
          `read, 32 callers: ${says}`,
          readTurns,
          "few",
          "many",
          { most: 1.2 },
          "serverCpu",
        ),
        row(
          "sign-out-1000000-vs-1000",
          `sign out everywhere: ${says}`,
          endTurns,
          "few",
          "many",
          {
            most: 1.2,
          },
          "serverCpu",
        ),
      ];
    }),
  );
}

async function reading(name: string, peer: Peer, redis: OwnRedis, count: number): Promise<Trial> {
  const tokens: string[] = [];
  await inFlight(count, 256, async (user) => {
    tokens[user] = await peer.login(user);
  });
  return {
    name,
    call: (index) => peer.read(tokens[(index * 7919) % count] ?? ""),
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

/** Microseconds that this Redis has used, all its threads. */
async function cpuOf({ operator }: OwnRedis): Promise<number> {
  const used = [...(await operator.info("cpu")).matchAll(/^used_cpu_(?:sys|user):([\d.]+)/gm)];
  return used.reduce((sum, [, seconds]) => sum + Number(seconds) * 1e6, 0);
}

/**
 * Other people's sessions, made inside Redis, since a million logins take minutes: copies of a real record and its entry in an index,
 * under keys of their own, which nobody reads.
 */
async function fill({ operator }: OwnRedis, count: number): Promise<void> {
  const [, keys] = await operator.scan(0, "MATCH", "unstuck:*:s:*", "COUNT", 1000);
  const record = keys[0] && (await operator.getBuffer(keys[0]));
  if (!record) throw new Error("There is no session to copy.");
  const batch = 1000;
  for (let done = 0; done < count; done += batch)
    await operator.eval(copies, 0, record, batch, randomBytes(6).toString("base64url"));
}

const copies = `
for i = 1, tonumber(ARGV[2]) do
  local tag = ARGV[3] .. string.format('%08d', i)
  local id = string.format('%022d', i)
  redis.call('SET', 'unstuck:{' .. tag .. '}:s:' .. id, ARGV[1], 'PX', 1800000)
  redis.call('ZADD', 'unstuck:{' .. tag .. '}:u', 1, id)
end`;

function row(
  name: string,
  says: string,
  turns: Turns,
  one: string,
  other: string,
  wanted: NonNullable<Row["wanted"]>,
  by: keyof Turn = "rate",
): Row {
  const middle = (trial: string) => spreadOf((turns.get(trial) ?? []).map((turn) => turn[by])).median;
  const unit = by === "rate" ? "/s" : " us of Redis's CPU";
  return {
    name,
    says,
    ratio: ratioOf(turns, one, other, by),
    figures: { [`${one}${unit}`]: short(middle(one)), [`${other}${unit}`]: short(middle(other)) },
    wanted,
  };
}
