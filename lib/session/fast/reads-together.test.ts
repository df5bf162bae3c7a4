import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { UnknownFormat } from "../errors.ts";
import { tagOf } from "../keys.ts";
import type { SessionObserver } from "../observer.ts";
import type { RedisSessions } from "../store.ts";
import { type OwnNode, OwnRedis } from "../testing/own-redis.ts";
import { poll } from "../testing/poll.ts";
import {
  keysOf,
  login,
  openOperator,
  openStore,
  testPepper,
  topologies,
  type Visits,
} from "../testing/stores.ts";

/** The result of a read: a word for each outcome, and the count that the session began with. */
async function outcomeOf(store: RedisSessions<Visits>, token: string): Promise<string> {
  try {
    const read = await store.read(token);
    if (read.status === "none") return read.replayed ? "replayed" : "none";
    return `${read.superseded ? "superseded" : "alive"} ${read.session.data.count}`;
  } catch (error) {
    return error instanceof UnknownFormat ? "unknown format" : String(error);
  }
}

/** Logs a new user in. The count tells the session from every other. */
const begin = async (store: RedisSessions<Visits>, count: number) => {
  const { token, session } = await store.create(login(crypto.randomUUID(), count));
  return { token, user: session.user, ...keysOf(session.user, session.id) };
};

describe.each(topologies)("on %s", (topology) => {
  test("sessions of every kind that are read at once get each their own answer", async () => {
    const seen: string[] = [];
    const observer: SessionObserver = {
      read: (outcome) => void seen.push(outcome),
      failed: (operation) => void seen.push(`${operation} failed`),
      answered: (operation) => void seen.push(`${operation} answered`),
    };
    const store = openStore(topology, { observer });
    const impatient = openStore(topology, { policy: { grace: 0.001 } });
    const operator = openOperator(topology);
    const expected: [token: string, outcome: string][] = [];

    for (let i = 0; i < 5; i += 1) {
      const alive = await begin(store, 1000 + i);
      expected.push([alive.token, `alive ${1000 + i}`]);

      const revoked = await begin(store, 2000 + i);
      await store.revoke({ token: revoked.token });
      expected.push([revoked.token, "none"]);

      const tooOld = await begin(store, 3000 + i);
      await operator.zadd(tooOld.index, Date.now() - 1000, tooOld.token.split(".")[1] ?? "");
      expected.push([tooOld.token, "none"]);

      const idle = await begin(store, 4000 + i);
      await operator.setrange(idle.record, 20, "\0\0\0\0\0\0");
      expected.push([idle.token, "none"]);

      const superseded = await begin(store, 5000 + i);
      await store.rotate(superseded.token);
      expected.push([superseded.token, `superseded ${5000 + i}`]);

      const wrong = await begin(store, 6000 + i);
      expected.push([wrong.token.slice(0, -43) + alive.token.slice(-43), "none"]);

      const unknown = await begin(store, 7000 + i);
      await operator.setrange(unknown.record, 0, "\x09");
      expected.push([unknown.token, "unknown format"]);

      const short = await begin(store, 8000 + i);
      await operator.set(short.record, "\x01", "KEEPTTL");
      expected.push([short.token, expect.stringMatching(/too short/)]);

      const replaced = await begin(store, 9000 + i);
      await operator.del(replaced.record);
      await operator.lpush(replaced.record, "of another type");
      expected.push([replaced.token, expect.stringMatching(/WRONGTYPE/)]);
    }
    const tokens = expected.map(([token]) => token);
    const outcomes = await Promise.all(tokens.map((token) => outcomeOf(store, token)));
    expect(outcomes).toEqual(expected.map(([, outcome]) => outcome));

    const count = (what: string) => seen.filter((one) => one === what).length;
    expect(count("alive")).toBe(5);
    expect(count("superseded")).toBe(5);
    expect(count("none")).toBe(20);
    expect(count("read failed")).toBe(15);
    expect(count("read answered")).toBe(45);

    // These come last, since the first read of one ends its session.
    const replayed = await begin(store, 1);
    const next = await store.rotate(replayed.token);
    if (next.status !== "rotated") throw new Error(`The rotation was answered by ${next.status}.`);
    // The first read of the next token begins the grace. A connection must also be older than the
    // grace before it judges.
    const shown = performance.now();
    await outcomeOf(impatient, next.token);
    await poll(async () => performance.now() > shown + 20, { timeoutMs: 1000, promise: "the grace is over" });
    const both = [await begin(store, 2), replayed, replayed, await begin(store, 3)].map(({ token }) => token);
    expect(await Promise.all(both.map((token) => outcomeOf(impatient, token)))).toEqual([
      "alive 2",
      "replayed",
      "none",
      "alive 3",
    ]);
  });

  test("with two peppers, a user's tokens of the old and of the new one are read at once", async () => {
    const next = "the next pepper, which is 32 characters or more as well";
    const [before, both] = [openStore(topology), openStore(topology, { peppers: [next, testPepper] })];
    const user = crypto.randomUUID();
    const tokens: string[] = [];
    for (let i = 0; i < 6; i += 1) tokens.push((await (i % 2 ? before : both).create(login(user, i))).token);
    const outcomes = await Promise.all(tokens.map((token) => outcomeOf(both, token)));
    expect(outcomes).toEqual(tokens.map((_, i) => `alive ${i}`));
  });

  test("of reads at once of one session, each gets a session of its own", async () => {
    const store = openStore<Visits, { node: string }>(topology);
    const { token } = await store.create({ ...login(undefined, 7), metadata: { node: "app-a" } });
    const reads = await Promise.all(Array.from({ length: 4 }, () => store.read(token)));
    reads.forEach((read, nth) => {
      if (read.status !== "alive") throw new Error("The session was refused.");
      expect(read.session).toMatchObject({ data: { count: 7 }, metadata: { node: "app-a" } });
      read.session.data.count = nth;
      read.session.metadata.node = "changed";
    });
  });
});

describe("a Sentinel group of its own", () => {
  let redis: OwnRedis;
  let url: string;
  let primary: OwnNode;
  beforeAll(async () => {
    redis = await OwnRedis.begin();
    const group = await redis.sentinelGroup();
    url = group.url;
    primary = group.nodes[0] as OwnNode;
  }, 40_000);
  afterAll(() => redis.end());

  test("answers reads at once while its primary is frozen, each by itself: who lives is in, who was signed out is not", async () => {
    const store = openStore("sentinel", { url });
    const expected: [token: string, outcome: string][] = [];
    for (let i = 0; i < 20; i += 1) {
      expected.push([(await begin(store, i)).token, `alive ${i}`]);
      const { token } = await begin(store, 100 + i);
      await store.revoke({ token });
      expected.push([token, "none"]);
      // Another node reports that it revoked this one, and the replicas don't know it.
      const { token: unheard, user } = await begin(store, 200 + i);
      store.learn({ tag: tagOf(user), ids: [unheard.split(".")[1] ?? ""] });
      expected.push([unheard, "none"]);
    }
    primary.freeze();
    onTestFinished(() => primary.thaw());
    const begun = performance.now();
    const outcomes = await Promise.all(expected.map(([token]) => outcomeOf(store, token)));
    expect(outcomes).toEqual(expected.map(([, outcome]) => outcome));
    expect(performance.now() - begun, "ms, where an election takes seconds").toBeLessThan(1000);
  }, 20_000);
});
