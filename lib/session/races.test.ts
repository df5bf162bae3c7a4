import { RedisStore } from "connect-redis";
import type { SessionData } from "express-session";
import { createClient } from "redis";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { interleave, later } from "./testing/interleavings.ts";
import { login, openStore, topologies } from "./testing/stores.ts";

const interleavings = 1000;

describe.each(topologies)("on %s", (topology) => {
  test("a logout that meets an update, a slide and a rotation on another node brings nothing back, 1,000 times", async () => {
    // Every read slides the session: 1 ms of an idle time of 100 s.
    const policy = { idle: 100, slideShare: 0.00001 };
    const here = openStore(topology, { policy });
    const there = openStore(topology, { policy });
    const resurrected = await interleave(interleavings, async (roll) => {
      const { token, session } = await here.create(login());
      await later(roll(3));
      const [, rotated] = await Promise.all([
        later(roll(6)).then(() => here.revoke({ token })),
        later(roll(6)).then(() => there.rotate(token)),
        later(roll(6)).then(() => there.update(session, ({ count }) => ({ count: count + 1 }))),
        later(roll(6)).then(() => there.read(token)),
        later(roll(6)).then(() => here.read(token)),
      ]);
      const tokens = rotated.status === "rotated" ? [token, rotated.token] : [token];
      const reads = await Promise.all(tokens.map((shown) => there.read(shown)));
      const listed = await there.list(session.user);
      return reads.some(({ status }) => status === "alive") || listed.length > 0;
    });
    expect(resurrected.filter(Boolean)).toHaveLength(0);
  }, 30_000);
});

test("control: connect-redis brings some back under the same steps", async () => {
  const client = await createClient({
    url: inject("operatorUrls").standalone,
  }).connect();
  onTestFinished(() => client.close());
  const store = new RedisStore({ client, prefix: "control:races:", ttl: 60 });
  const data = { cookie: { originalMaxAge: null } } as SessionData;
  const resurrected = await interleave(interleavings, async (roll) => {
    const sid = crypto.randomUUID();
    await store.set(sid, data);
    await later(roll(3));
    // express-session does this in a request: get at the beginning, set or touch at the end.
    const request = async (finish: (read: SessionData) => Promise<void>) => {
      const read = (await store.get(sid)) as SessionData | null;
      await later(roll(6));
      if (read) await finish(read);
    };
    await Promise.all([
      later(roll(6)).then(() => store.destroy(sid)),
      request((read) => store.set(sid, read)),
      request((read) => store.touch(sid, read)),
    ]);
    return (await store.get(sid)) !== null;
  });
  expect(resurrected.filter(Boolean).length).toBeGreaterThan(0);
}, 30_000);
