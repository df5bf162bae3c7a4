import { Redis } from "ioredis";
import { recordKey } from "../lib/session/keys.ts";
import { parseToken } from "../lib/session/token.ts";
import { step } from "../stack/setup/progress.ts";
import { compare, type Pace, ratioOf, type Trial, type Turn, type Turns } from "./compare.ts";
import { openNetwork } from "./delay/network.ts";
import { inFlight } from "./in-flight.ts";
import { type OwnRedis, withRedis } from "./own-redis.ts";
import { openBetterAuth } from "./peers/better-auth.ts";
import { openConnectRedis, openConnectRedisOverIoredis } from "./peers/connect-redis.ts";
import { openIronSession } from "./peers/iron-session.ts";
import type { Peer } from "./peers/peer.ts";
import { openSpringReplay } from "./peers/spring-replay.ts";
import { openUnstuck } from "./peers/unstuck.ts";
import { openUpstashAdapter } from "./peers/upstash-adapter.ts";
import { byTool, isTool, redisBenchmarks } from "./redis-benchmark.ts";
import { type Row, type Section, short } from "./results.ts";
import { spreadOf } from "./spread.ts";

/** What a run takes: how much of each. */
export interface Size {
  users: number;
  rounds: number;
  turnMs: number;
  callers: readonly number[];
  delays: readonly number[];
}

export const operations = ["read", "write", "login", "logout", "list", "sign-out"] as const;
export type Operation = (typeof operations)[number];

const ours = "unstuck";
const again = "unstuck again";
const bare = "bare GET";
/** Sessions of each user that is listed and signed out. */
const perUser = 3;

/** Below these a promise of the project is broken. */
const wanted: Record<string, { least: number }> = {
  "read-vs-connect-redis-256": { least: 1.2 },
  "read-vs-connect-redis-1-at-1ms": { least: 1.9 },
  "read-vs-bare-get-256": { least: 0.6 },
};

/** Every operation against every peer that has it, for each number of callers and each network delay. */
export async function storeSections(size: Size, only: readonly Operation[] = operations): Promise<Section[]> {
  return withRedis(0, async (redis) => {
    const sections: Section[] = [];
    for (const operation of only) {
      const rows: Row[] = [];
      // The case of one caller and 1 ms is what a page feels that asks for its session in the next rack.
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
  const client = new Redis(network.through(redis.operatorUrl));
  try {
    const trials: Trial[] = [];
    for (const [name, peer] of peers) {
      const trial = await trialOf(operation, name, peer, size.users);
      if (trial) trials.push(trial);
    }
    if (operation === "read") trials.push(await bareGet(client, peers.get(ours), size.users));
    // The tool waits for no network: through the proxy it would measure that.
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

/** What uses sessions up needs them made before, which takes longer than what is timed. */
const mostOf = (operation: Operation, { users }: Size) =>
  operation === "logout" || operation === "sign-out" ? users : 200_000;

async function trialOf(
  operation: Operation,
  name: string,
  peer: Peer,
  users: number,
): Promise<Trial | undefined> {
  const tokens: string[] = [];
  // A user's logins come one after another: better-auth's list loses those that come at once, since it reads it and writes it back.
  const login = async (count: number, each = 1) => {
    for (let nth = 0; nth < each; nth += 1)
      await inFlight(count, 256, async (user) => {
        tokens[nth * count + user] = await peer.login(user);
      });
  };
  const token = (index: number) => tokens[index % tokens.length] ?? "";
  switch (operation) {
    case "read":
      await login(users);
      return { name, call: (index) => peer.read(token(index)) };
    case "write":
      await login(users);
      return { name, call: (index) => peer.write(token(index)) };
    case "login": {
      // Each login is another user's, as on a site with many.
      let user = users;
      return {
        name,
        call: () => {
          user += 1;
          return peer.login(user);
        },
      };
    }
    case "logout": {
      const { logout } = peer;
      return logout && { name, prepare: login, call: (index) => logout(token(index)) };
    }
    case "list": {
      const { list } = peer;
      if (!list) return undefined;
      const listed = Math.ceil(users / perUser);
      await login(listed, perUser);
      const call = async (index: number) => {
        const sessions = await list(index % listed);
        if (sessions.length !== perUser)
          throw new Error(`${name} lists ${sessions.length} of ${perUser} sessions.`);
      };
      return { name, call };
    }
    case "sign-out": {
      const { signOutEverywhere } = peer;
      return (
        signOutEverywhere && {
          name,
          prepare: (count) => login(count, perUser),
          call: (index) => signOutEverywhere(index),
        }
      );
    }
  }
}

/** The yardstick: what this client gets from this Redis when it asks for the same bytes and does nothing else. */
async function bareGet(client: Redis, peer: Peer | undefined, users: number): Promise<Trial> {
  const keys: string[] = [];
  await inFlight(users, 256, async (user) => {
    const token = parseToken((await peer?.login(user)) ?? "");
    keys[user] = token ? recordKey(token.tag, token.id) : "";
  });
  return { name: bare, call: (index) => client.getBuffer(keys[index % users] ?? "") };
}

function rowsOf(turns: Turns, operation: Operation, place: string, says: string): Row[] {
  const row = (name: string, peer: string): Row => ({
    name,
    says: `${operation}, ${says}: unstuck / ${peer}`,
    ratio: ratioOf(turns, ours, peer),
    ...(isTool(peer) ? {} : { byCpu: ratioOf(turns, ours, peer, "cpu") }),
    figures: {
      [`${ours}/s`]: Math.round(middle(turns, ours, "rate")),
      [`${peer}/s`]: Math.round(middle(turns, peer, "rate")),
      [`${ours} us CPU`]: short(middle(turns, ours, "cpu")),
      ...(isTool(peer) ? {} : { [`${peer} us CPU`]: short(middle(turns, peer, "cpu")) }),
    },
    ...(wanted[name] ? { wanted: wanted[name] } : {}),
  });
  const names: Record<string, string> = {
    "connect-redis (node-redis)": "connect-redis-node-redis",
    "connect-redis 8 (ioredis)": "connect-redis-ioredis",
    [bare]: "bare-get",
    [again]: "itself",
    [byTool.connections]: "redis-benchmark",
    [byTool.pipelined]: "redis-benchmark-pipelined",
  };
  const rowTo = (peer: string) => row(`${operation}-vs-${names[peer] ?? peer}-${place}`, peer);
  const others = [...turns.keys()].filter((peer) => peer !== ours);
  // The promise is against whichever client serves connect-redis better.
  const clients = others.filter((peer) => peer.startsWith("connect-redis"));
  const [faster] = clients.toSorted(
    (one, other) => middle(turns, other, "rate") - middle(turns, one, "rate"),
  );
  return [
    ...others.filter(isTool).map(rowTo),
    ...(faster ? [row(`${operation}-vs-connect-redis-${place}`, faster)] : []),
    ...others.filter((peer) => !isTool(peer)).map(rowTo),
  ];
}

function middle(turns: Turns, name: string, by: keyof Turn): number {
  return spreadOf((turns.get(name) ?? []).map((turn) => turn[by])).median;
}

const titles: Record<Operation, string> = {
  read: "Read, sliding expiry included",
  write: "Write: a request that changes its session",
  login: "Login",
  logout: "Logout",
  list: "List a user's sessions",
  "sign-out": "Sign out everywhere",
};

const notes: Record<Operation, string> = {
  read: "connect-redis: GET, then EXPIRE when the answer leaves. better-auth: two GETs. The adapter: two GETs. Spring's replay: HGETALL and six writes. redis-benchmark: the tool's GET of as large a record, on a connection for each caller, and on one with all callers in its pipeline.",
  write:
    "Each reads the session first, then stores the change; only unstuck's is a compare-and-set, so that no other request's change is lost.",
  login: "Each login is another user's. unstuck also lists it for its user and enforces the cap.",
  logout: "iron-session alone has none: its cookie lives until it expires.",
  list: `${perUser} sessions a user. connect-redis, the adapter and iron-session have no such operation.`,
  "sign-out": `${perUser} sessions a user. connect-redis, the adapter and iron-session have no such operation.`,
};
