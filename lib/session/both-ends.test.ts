import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { RedisSessions } from "./store.ts";
import { login, openStore, topologies, type Visits } from "./testing/stores.ts";

const hour = 3_600_000;

/**
 * Reads until the session is refused. Both figures are ms since the login was answered: when the
 * read of the last yes began, and when the first no arrived.
 */
async function lifeOf(store: RedisSessions<Visits>, token: string, everyMs: number) {
  const born = performance.now();
  let lastYes = 0;
  for (;;) {
    const asked = performance.now() - born;
    const { status } = await store.read(token);
    if (status === "none") return { lastYes, firstNo: performance.now() - born };
    lastYes = asked;
    if (lastYes > 10_000) throw new Error("The session outlived both of its ends by seconds.");
    await pause(everyMs);
  }
}

/**
 * Makes many logins at once and shows each token once, one after another. It gives the ages of the
 * oldest accepted and the youngest refused.
 */
async function ageAtFirstUse(store: RedisSessions<Visits>, everyMs: number, forMs: number) {
  const born = performance.now();
  const logins = await Promise.all(Array.from({ length: forMs / everyMs }, () => store.create(login())));
  const answered = performance.now();
  const ages = { oldestAccepted: 0, youngestRefused: Number.POSITIVE_INFINITY };
  for (const { token } of logins) {
    const asked = performance.now() - answered;
    const { status } = await store.read(token);
    const heard = performance.now() - born;
    if (status === "alive") ages.oldestAccepted = Math.max(ages.oldestAccepted, asked);
    else ages.youngestRefused = Math.min(ages.youngestRefused, heard);
    await pause(everyMs);
  }
  return ages;
}

describe.each(topologies)("on %s", (topology) => {
  // Only Date is set. Timers and performance.now() go on.
  afterEach(() => void vi.useRealTimers());

  test("with the node's clock an hour fast at the login and an hour slow afterwards, a session ends at the absolute limit however busy it is, and at the idle limit if nobody uses it", async () => {
    vi.setSystemTime(Date.now() + hour);
    const busy = openStore(topology, { policy: { idle: 1, absolute: 2 } });
    const idle = openStore(topology, { policy: { idle: 2, absolute: 20 } });
    const { token, session } = await busy.create(login());
    vi.setSystemTime(Date.now() - 2 * hour);
    const [life, ages] = await Promise.all([lifeOf(busy, token, 20), ageAtFirstUse(idle, 100, 3000)]);

    expect(life.lastYes).toBeLessThan(2000);
    // This is above the idle limit, so the reads did slide it.
    expect(life.lastYes).toBeGreaterThan(1000);
    expect(life.firstNo).toBeLessThan(3000);
    expect(life.firstNo).toBeGreaterThan(1900);
    expect(await busy.list(session.user)).toEqual([]);

    expect(ages.oldestAccepted).toBeLessThan(2000);
    expect(ages.oldestAccepted).toBeGreaterThan(1000);
    expect(ages.youngestRefused).toBeGreaterThanOrEqual(2000);
    expect(ages.youngestRefused).toBeLessThan(3000);
  });

  test("a session that only pages ask for by themselves ends at the idle limit, beside one that a person uses", async () => {
    const store = openStore(topology, { policy: { idle: 1, absolute: 20 } });
    const [watched, used] = await Promise.all([store.create(login()), store.create(login())]);
    const born = performance.now();
    let left = Number.POSITIVE_INFINITY;
    for (;;) {
      // Both reads are in one turn of the event loop, where reads share a call.
      const [look, use] = await Promise.all([
        store.read(watched.token, { slide: false }),
        store.read(used.token),
      ]);
      expect(use.status, "of the one that is used").toBe("alive");
      if (look.status === "none") break;
      expect(look.session.idleExpiresAt).toEqual(watched.session.idleExpiresAt);
      expect(look.remaining).toBeLessThanOrEqual(left);
      left = look.remaining;
      expect(performance.now() - born, "ms after the login, with looks only").toBeLessThan(2000);
      await pause(20);
    }
    expect(performance.now() - born).toBeGreaterThan(900);
    expect(left, "ms that were said to be left at the last look").toBeLessThan(200);
  });

  test("neither an update nor a rotation prolongs a session", async () => {
    const store = openStore(topology, { policy: { idle: 1, absolute: 20 } });
    const { token, session } = await store.create(login());
    const born = performance.now();
    let shown = token;
    for (;;) {
      const updated = await store.update(session, ({ count }) => ({ count: count + 1 }));
      const rotated = await store.rotate(shown);
      if (rotated.status === "rotated") shown = rotated.token;
      if (updated.status === "none" && rotated.status === "none") break;
      expect(performance.now() - born, "ms after the login, busy with writes only").toBeLessThan(2000);
      await pause(20);
    }
    expect(performance.now() - born).toBeGreaterThan(900);
  });
});
