import { RedisStore } from "connect-redis";
import type { SessionData } from "express-session";
import { createClient } from "redis";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { interleave, later } from "./testing/interleavings.ts";
import { accepted, login, openStore, topologies, type Visits } from "./testing/stores.ts";

const fifty = Array.from({ length: 50 }, (_, i) => i);
const oneMore = ({ count }: Visits) => ({ count: count + 1 });

describe.each(topologies)("on %s", (topology) => {
  test.each([1, 2])("50 updates at once over %i store(s) leave 50", async (stores) => {
    const all = Array.from({ length: stores }, () => openStore(topology));
    const [first] = all;
    if (!first) throw new Error("No store.");
    const { token, session } = await first.create(login());
    const updates = await Promise.all(fifty.map((i) => (all[i % stores] ?? first).update(session, oneMore)));
    expect(updates.every(({ status }) => status === "updated")).toBe(true);
    expect(await first.read(token)).toMatchObject({ session: { data: { count: 50 } } });
  });

  test("of 50 logins at once with a cap of 10 exactly 10 are listed, and exactly those are accepted", async () => {
    const stores = [
      openStore(topology, { policy: { cap: 10 } }),
      openStore(topology, { policy: { cap: 10 } }),
    ] as const;
    const user = crypto.randomUUID();
    const logins = await Promise.all(fifty.map((i) => stores[i % 2 === 0 ? 0 : 1].create(login(user))));
    const listed = (await stores[0].list(user)).map(({ id }) => id);
    const reads = await accepted(
      stores[1],
      logins.map(({ token }) => token),
    );
    const alive = logins.filter((_, i) => reads[i]).map(({ session }) => session.id);
    expect(listed).toHaveLength(10);
    expect(new Set(alive)).toEqual(new Set(listed));
  });

  test("a login that meets signing out everywhere else is accepted if and only if it is listed, 200 times", async () => {
    const here = openStore(topology);
    const there = openStore(topology);
    const outcomes = await interleave(200, async (roll) => {
      const user = crypto.randomUUID();
      const kept = await here.create(login(user));
      const old = await there.create(login(user));
      const [raced] = await Promise.all([
        later(roll(9)).then(() => there.create(login(user))),
        later(roll(9)).then(() => here.revokeAll(user, kept.session)),
      ]);
      const logins = [kept, old, raced];
      const reads = await accepted(
        here,
        logins.map(({ token }) => token),
      );
      const listed = (await there.list(user)).map(({ id }) => id);
      expect(logins.map(({ session }) => listed.includes(session.id))).toEqual(reads);
      expect(reads.slice(0, 2)).toEqual([true, false]);
      return reads[2];
    });
    // Otherwise the two never met and this test shows nothing.
    expect(new Set(outcomes)).toEqual(new Set([true, false]));
  });
});

test("control: connect-redis loses some of 50 updates at once", async () => {
  const client = await createClient({ url: inject("operatorUrls").standalone }).connect();
  onTestFinished(() => client.close());
  const store = new RedisStore({ client, prefix: "control:updates:", ttl: 60 });
  const sid = crypto.randomUUID();
  type Counted = SessionData & Visits;
  await store.set(sid, { cookie: { originalMaxAge: null }, count: 0 } as Counted);
  await Promise.all(
    fifty.map(async () => {
      const read = (await store.get(sid)) as Counted;
      await store.set(sid, { ...read, ...oneMore(read) } as Counted);
    }),
  );
  expect(((await store.get(sid)) as Counted).count).toBeLessThan(50);
});
