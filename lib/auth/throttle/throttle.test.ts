import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from "vitest";
import { DurableRedis } from "../../session/redis/durable.ts";
import { RedisProxy } from "../../session/testing/proxy.ts";
import { proofLasts } from "../../users/proof-records.ts";
import { Throttle } from "./throttle.ts";

const urls = inject("redisUrls");
const opened: DurableRedis[] = [];
afterAll(() => Promise.all(opened.map((redis) => redis.close())));

/** The throttle of one node. */
function node(url: string, told: { throttled: string[]; alone: unknown[] } = { throttled: [], alone: [] }) {
  const redis = new DurableRedis({ url, label: "throttle-test" });
  opened.push(redis);
  return new Throttle({
    redis,
    secret: "s".repeat(43),
    tries: 5,
    signUpsPerHour: 3,
    onThrottled: (purpose) => told.throttled.push(purpose),
    onAlone: (error) => told.alone.push(error),
  });
}

const someone = () => `${randomUUID()}@example.com`;
/** A device that signed in to the account before. The password hasn't changed since. */
const device = () => ({ id: randomUUID(), stillCounts: async () => true });
const somewhere = () => `test-${randomUUID()}`;

describe.each(Object.entries(urls))("on %s Redis", (_, url) => {
  const told = { throttled: [] as string[], alone: [] as unknown[] };
  let nodes: Throttle[];
  beforeAll(() => {
    nodes = [1, 2, 3].map(() => node(url, told));
  });
  const at = (turn: number) => nodes[turn % 3] as Throttle;

  it("20 wrong passwords on three nodes count as on one: the first 5 are tried, with the wait said for the rest", async () => {
    const [account, address] = [someone(), somewhere()];
    const answers = [];
    for (let turn = 0; turn < 20; turn += 1) answers.push(await at(turn).signIn(account, address));
    expect(answers.map(({ status }) => status)).toEqual([
      ...Array(5).fill("allowed"),
      ...Array(15).fill("throttled"),
    ]);
    const { retryAfter, alone } = answers.at(-1) as { retryAfter: number; alone: boolean };
    expect(retryAfter).toBeGreaterThan(890);
    expect(retryAfter).toBeLessThanOrEqual(900);
    expect(alone).toBe(false);
    expect(told).toEqual({ throttled: Array(15).fill("sign-in"), alone: [] });
  });

  it("50 guesses at once are no more than 5", async () => {
    const [account, address] = [someone(), somewhere()];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, turn) => at(turn).signIn(account, address)),
    );
    expect(answers.filter(({ status }) => status === "allowed")).toHaveLength(5);
  });

  it("the owner, who is elsewhere, isn't locked out by a guesser", async () => {
    const account = someone();
    const guesser = somewhere();
    for (let turn = 0; turn < 30; turn += 1) await at(turn).signIn(account, guesser);
    expect((await at(0).signIn(account, somewhere())).status).toBe("allowed");
  });

  it("a right password takes the wrong ones before it off the count", async () => {
    const [account, address] = [someone(), somewhere()];
    for (let round = 0; round < 4; round += 1) {
      for (let turn = 0; turn < 4; turn += 1) await at(turn).signIn(account, address);
      const attempt = await at(round).signIn(account, address);
      if (attempt.status !== "allowed") throw new Error("The owner was throttled.");
      await attempt.fine();
    }
  });

  it("one address that tries many accounts is stopped after 50", async () => {
    const address = somewhere();
    const answers = [];
    for (let turn = 0; turn < 55; turn += 1) answers.push(await at(turn).signIn(someone(), address));
    expect(answers.filter(({ status }) => status === "allowed")).toHaveLength(50);
  });

  it("many addresses get 100 guesses at one account, and a device on which its owner signed in before is spared", async () => {
    const account = someone();
    const answers = [];
    for (let turn = 0; turn < 105; turn += 1) answers.push(await at(turn).signIn(account, somewhere()));
    expect(answers.filter(({ status }) => status === "allowed")).toHaveLength(100);
    expect((await at(1).signIn(account, somewhere(), device())).status).toBe("allowed");
  });

  it("100 wrong passwords from one address don't close the door to a known device there, which has five tries of its own", async () => {
    const [account, address, own] = [someone(), somewhere(), device()];
    for (let turn = 0; turn < 100; turn += 1) await at(turn).signIn(turn < 20 ? account : someone(), address);
    expect((await at(0).signIn(account, address)).status, "a stranger there").toBe("throttled");
    const tries = [];
    for (let turn = 0; turn < 7; turn += 1) tries.push(await at(turn).signIn(account, address, own));
    expect(tries.map(({ status }) => status)).toEqual([
      ...Array(5).fill("allowed"),
      ...Array(2).fill("throttled"),
    ]);
    expect((await at(0).signIn(account, address, device())).status, "another device").toBe("allowed");
  });

  it("a right password on a known device gives it its tries back, and takes no one else's", async () => {
    const [account, address, own] = [someone(), somewhere(), device()];
    for (let turn = 0; turn < 60; turn += 1) await at(turn).signIn(someone(), address);
    for (let round = 0; round < 3; round += 1) {
      for (let turn = 0; turn < 4; turn += 1) await at(turn).signIn(account, address, own);
      const attempt = await at(round).signIn(account, address, own);
      if (attempt.status !== "allowed") throw new Error("The owner was throttled.");
      await attempt.fine();
    }
    expect((await at(0).signIn(someone(), address)).status, "a stranger there").toBe("throttled");
  });

  it("a device whose account has another password by now is a stranger, and is asked about only where one must wait", async () => {
    const [account, address] = [someone(), somewhere()];
    const asked: string[] = [];
    const forgotten = { id: randomUUID(), stillCounts: async () => asked.push("once") < 0 };
    for (let turn = 0; turn < 5; turn += 1)
      expect((await at(turn).signIn(account, address, forgotten)).status).toBe("allowed");
    expect(asked).toEqual([]);
    expect((await at(0).signIn(account, address, forgotten)).status).toBe("throttled");
    expect(asked).toEqual(["once"]);
  });

  it("a step-up is throttled by session, and an owner's other session isn't", async () => {
    const [stolen, own] = [randomUUID(), randomUUID()];
    for (let turn = 0; turn < 5; turn += 1) expect((await at(turn).stepUp(stolen)).status).toBe("allowed");
    expect((await at(0).stepUp(stolen)).status).toBe("throttled");
    expect((await at(0).stepUp(own)).status).toBe("allowed");
  });

  it("messages are limited to three an account in a quarter of an hour, on all nodes together", async () => {
    const account = someone();
    for (let turn = 0; turn < 3; turn += 1)
      expect(await at(turn).mail(["reset", account], somewhere())).toEqual({
        status: "allowed",
        alone: false,
      });
    const refused = await at(0).mail(["reset", account], somewhere());
    expect(refused).toMatchObject({ status: "throttled", alone: false });
    // The wait is no longer than the last link works (lib/users/proof-records.ts), so other
    // people's requests keep no person from a reset.
    expect((refused as { retryAfter: number }).retryAfter).toBeLessThanOrEqual(proofLasts.reset);
    expect((await at(1).mail(["verify", account], somewhere())).status).toBe("allowed");
    expect((await at(1).mail(["reset", someone()], somewhere())).status).toBe("allowed");
  });

  it("one address has 30 messages sent in an hour, to whomever, and then can't use up an account's", async () => {
    const [address, account] = [somewhere(), someone()];
    for (let turn = 0; turn < 30; turn += 1)
      expect((await at(turn).mail(["reset", someone()], address)).status).toBe("allowed");
    for (let turn = 0; turn < 5; turn += 1)
      expect((await at(turn).mail(["reset", account], address)).status).toBe("throttled");
    expect((await at(0).mail(["reset", account], somewhere())).status).toBe("allowed");
  });

  it("a person who reset the password is forgiven the wrong ones at that place, and nobody else", async () => {
    const [account, address, elsewhere] = [someone(), somewhere(), somewhere()];
    for (let turn = 0; turn < 6; turn += 1)
      for (const place of [address, elsewhere]) await at(turn).signIn(account, place);
    await at(0).forgive(account, address);
    expect((await at(1).signIn(account, address)).status).toBe("allowed");
    expect((await at(1).signIn(account, elsewhere)).status).toBe("throttled");
  });

  it("sign-ups are throttled by address", async () => {
    const address = somewhere();
    for (let turn = 0; turn < 3; turn += 1) expect((await at(turn).signUp(address)).status).toBe("allowed");
    expect((await at(0).signUp(address)).status).toBe("throttled");
    expect((await at(0).signUp(somewhere())).status).toBe("allowed");
  });
});

it("one address that names another account each time writes no key once it is refused", async () => {
  const nodes = [1, 2, 3].map(() => node(urls.standalone));
  const at = (turn: number) => nodes[turn % 3] as Throttle;
  const address = somewhere();
  for (let turn = 0; turn < 50; turn += 1) await at(turn).signIn(someone(), address);
  const operator = new Redis(inject("operatorUrls").standalone);
  const keys = async () => (await operator.keys("unstuck:throttle:*")).length;
  const before = await keys();
  await Promise.all(Array.from({ length: 500 }, (_, turn) => at(turn).signIn(someone(), address)));
  expect(await keys()).toBeLessThanOrEqual(before);
  // The control: an address that is not refused writes some keys.
  await at(0).signIn(someone(), somewhere());
  expect(await keys()).toBeGreaterThan(before);
  operator.disconnect();
});

it("while Redis is away a node counts for itself, and says so", async () => {
  const told = { throttled: [] as string[], alone: [] as unknown[] };
  const away = node("redis://127.0.0.1:1", told);
  const session = randomUUID();
  const answers = await Promise.all(Array.from({ length: 7 }, () => away.stepUp(session)));
  expect(answers.filter(({ status }) => status === "allowed")).toHaveLength(5);
  expect(answers.at(-1)).toMatchObject({ status: "throttled", alone: true });
  expect(told.alone).toHaveLength(7);
});

it("what a node counted alone is taken back by a right password, or the next outage would refuse who is right", async () => {
  const proxy = await RedisProxy.open(urls.standalone);
  onTestFinished(() => proxy.close());
  const throttle = node(proxy.url);
  const session = randomUUID();
  const duringOutage = async (tries: number) => {
    proxy.hold();
    const attempts = await Promise.all(Array.from({ length: tries }, () => throttle.stepUp(session)));
    proxy.release();
    return attempts;
  };
  for (const attempt of await duringOutage(5)) {
    if (attempt.status !== "allowed") throw new Error("Five tries are allowed.");
    await attempt.fine();
  }
  expect((await duringOutage(1))[0]).toMatchObject({ status: "allowed" });
}, 20_000);

it("a dump of Redis tells neither the accounts nor the addresses", async () => {
  const throttle = node(urls.standalone);
  const attempt = await throttle.signIn("ada@example.com", "203.0.113.7");
  if (attempt.status === "allowed") await attempt.fine();
  await throttle.signIn("ada@example.com", "203.0.113.7");
  const operator = new Redis(inject("operatorUrls").standalone);
  const keys = await operator.keys("unstuck:throttle:*");
  expect(keys.length).toBeGreaterThan(2);
  expect(keys.filter((key) => !/^unstuck:throttle:[a-z-]+:[\w-]{24}$/.test(key))).toEqual([]);
  for (const key of keys) expect(await operator.ttl(key), key).toBeGreaterThan(0);
  operator.disconnect();
});
