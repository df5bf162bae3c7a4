import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { isUnavailable } from "./errors.ts";
import type { RedisSessions } from "./store.ts";
import { type OwnNode, OwnRedis } from "./testing/own-redis.ts";
import { poll } from "./testing/poll.ts";
import { killConnections, login, openStore, topologies, type Visits } from "./testing/stores.ts";

const deadlines = { read: 400, write: 800 };

describe("an only Redis", () => {
  let redis: OwnRedis;
  let node: OwnNode;
  beforeAll(async () => {
    redis = await OwnRedis.begin();
    node = await redis.node("min-replicas-to-write 0");
  }, 20_000);
  afterAll(() => redis.end());

  test.each([
    ["killed", () => node.kill(), () => node.start()],
    ["frozen", () => node.freeze(), async () => node.thaw()],
  ])(
    "that is %s gives RedisUnavailable within each deadline, never a logout, and all works again by itself",
    async (_, stop, start) => {
      const store = openStore("standalone", { url: redis.urlOf(node), deadlines });
      const { token, session } = await store.create(login());
      const warnings: Error[] = [];
      const heard = (warning: Error) => void warnings.push(warning);
      process.on("warning", heard);
      onTestFinished(() => void process.off("warning", heard));

      stop();
      const attempts = [
        ...Array.from({ length: 20 }, () => timed(store.read(token), deadlines.read)),
        timed(store.list(session.user), deadlines.read),
        timed(store.create(login()), deadlines.write),
        // This write joins the write before it in one batch, and must not hold it up.
        pause(300).then(() => timed(store.create(login()), deadlines.write)),
        timed(store.revoke({ token }), deadlines.write),
        timed(
          store.update(session, (data) => data),
          deadlines.write,
        ),
      ];
      for (const { error, lateMs } of await Promise.all(attempts)) {
        expect(isUnavailable(error)).toBe(true);
        expect(lateMs, "ms after the deadline").toBeLessThan(250);
      }
      expect(warnings).toEqual([]);

      await start();
      // The revocation may have reached Redis after all, so this looks at a new login.
      const again = await poll(() => store.create(login()), {
        timeoutMs: 5000,
        promise: "logins work again once Redis is back",
      });
      expect(await store.read(again.token)).toMatchObject({ status: "alive" });
    },
    20_000,
  );

  // This test has a Redis of its own: other tests count round trips, and a forgotten script costs
  // one more.
  test("that forgets every script again and again goes unnoticed", async () => {
    const store = openStore("standalone", { url: redis.urlOf(node) });
    const forget = () => node.operator.script("FLUSH", "SYNC").then(() => 1);
    expect(await during(forget, 2, () => lives(store))).toBeGreaterThan(50);
  }, 20_000);
});

/**
 * Forty people log in, change something, look and sign out everywhere, and each sees the results of
 * their own actions.
 */
async function lives(store: RedisSessions<Visits>): Promise<void> {
  const seen = Array.from({ length: 40 }, async (_, i) => {
    await pause(i * 15);
    const { token, session } = await store.create(login());
    const rotated = await store.rotate(token);
    if (rotated.status !== "rotated") throw new Error(`The rotation was answered by ${rotated.status}.`);
    await store.update(session, ({ count }) => ({ count: count + 1 }));
    const read = await store.read(rotated.token);
    const listed = await store.list(session.user);
    await store.revokeAll(session.user);
    const { status } = await store.read(rotated.token);
    return `${read.status === "alive" && read.session.data.count} ${listed.length} ${status}`;
  });
  expect(new Set(await Promise.all(seen))).toEqual(new Set(["1 1 none"]));
}

/**
 * Does harm every few milliseconds while `work` runs, and returns the sum of the harm's results.
 */
async function during(
  harm: () => Promise<number>,
  everyMs: number,
  work: () => Promise<void>,
): Promise<number> {
  let done = false;
  let sum = 0;
  const harming = (async () => {
    while (!done) {
      sum += await harm();
      await pause(everyMs);
    }
  })();
  await work().finally(() => {
    done = true;
  });
  await harming;
  return sum;
}

async function timed(work: Promise<unknown>, deadline: number) {
  const begun = performance.now();
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, lateMs: performance.now() - begun - deadline };
}

describe.each(topologies)("on %s", (topology) => {
  test("connections that break again and again go unnoticed", async () => {
    const label = `breaking-${crypto.randomUUID().slice(0, 8)}`;
    const store = openStore(topology, { label });
    await store.create(login());
    let killed = 0;
    // The loop runs as often as necessary: how many breaks fit into one round depends on the
    // machine.
    while (killed <= 10) {
      killed += await during(
        () => killConnections(topology, label),
        50,
        () => lives(store),
      );
    }
  }, 20_000);
});
