import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { DurableRedis } from "../redis/durable.ts";
import { appOn, Browser, done, openExpressStore, type Route, someId } from "../testing/express-store.ts";
import { killConnections, topologies } from "../testing/stores.ts";
import { ExpressKeys } from "./keys.ts";
import { newNonce } from "./record.ts";
import { Records } from "./records.ts";
import { UserIndex } from "./user-index.ts";

/** Holds every caller until `count` of them have arrived. */
function barrier(count: number): () => Promise<void> {
  let waiting = 0;
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    waiting += 1;
    if (waiting === count) open();
    return opened;
  };
}

const set: Route = (session, { query }) => Object.assign(session, { [String(query.key)]: query.value });
const look: Route = () => {};

describe.each(topologies)("on %s", (topology) => {
  test("a request that was under way doesn't bring back a session that ended meanwhile", async () => {
    const store = openExpressStore(topology);
    const elsewhere = openExpressStore(topology);
    const late: Route = async (session, { sessionID }) => {
      session.late = true;
      await elsewhere.destroy(sessionID);
    };
    const browser = new Browser(await appOn(store, { set, look, late }));
    const { id } = (await browser.do("set", "&key=a&value=1")).session;
    expect((await browser.do("late")).status).toBe(200);
    expect(await store.get(id)).toBeNull();
  });

  test("nor one that another session has followed under the same id", async () => {
    const store = openExpressStore(topology);
    const genid = () => `the same on ${topology}`;
    const browser = new Browser(await appOn(store, { set, look }, { genid }));
    await store.destroy(genid());
    const late: Route = async (session) => {
      session.late = true;
      await store.destroy(genid());
      await new Browser(browser.url).do("set", "&key=next&value=1");
    };
    await browser.do("set", "&key=a&value=1");
    await browser.at(await appOn(store, { late }, { genid })).do("late");
    const found = await store.get(genid());
    expect(found).toMatchObject({ next: "1" });
    expect(found).not.toHaveProperty("late");
    expect(found).not.toHaveProperty("a");
  });

  test("a touch that was under way brings nothing back either", async () => {
    const store = openExpressStore(topology);
    const late: Route = (_, { sessionID }) => store.destroy(sessionID);
    const browser = new Browser(await appOn(store, { set, late }));
    const { id } = (await browser.do("set", "&key=a&value=1")).session;
    await browser.do("late");
    expect(await store.get(id)).toBeNull();
  });

  test("a first save that is sent again brings back nothing that ended, and writes over nothing that others built on it", async () => {
    const redis = new DurableRedis({ url: inject("redisUrls")[topology], label: "again" });
    onTestFinished(() => redis.close());
    const keys = new ExpressKeys();
    const parts = { redis, keys, index: new UserIndex(redis, keys), deadline: 8000, hasFormer: false };
    const records = new Records(parts);
    const first = { id: someId(), birth: newNonce(), nonce: newNonce(), link: undefined, json: "{}" };
    const second = { ...first, nonce: newNonce(), json: '{"built":1}' };
    expect(await records.create(first, 60_000)).toBe(true);
    expect(await records.save(second, first.nonce, 60_000)).toBe("saved");
    expect(await records.create(first, 60_000)).toBe(true);
    expect((await records.read(first.id))?.record.json).toBe(second.json);
    // A save that others have built on is a repetition too.
    expect(
      await records.save({ ...second, nonce: newNonce(), json: '{"more":1}' }, second.nonce, 60_000),
    ).toBe("saved");
    expect(await records.save(second, first.nonce, 60_000)).toBe("saved");
    expect((await records.read(first.id))?.record.json).toBe('{"more":1}');
    await records.end(first.id);
    expect(await records.create(first, 60_000)).toBe(false);
    expect(await records.save(second, first.nonce, 60_000)).toBe("none");
    expect(await records.read(first.id)).toBeUndefined();
  });

  test("25 requests at once that each set a key of their own leave all 25", async () => {
    const together = barrier(25);
    const each: Route = async (session, { query }) => {
      await together();
      session[String(query.key)] = true;
    };
    const stores = [openExpressStore(topology), openExpressStore(topology)];
    const urls = await Promise.all(stores.map((store) => appOn(store, { each, set, look })));
    const browser = new Browser(urls[0] ?? "");
    await browser.do("set", "&key=a&value=1");
    const asked = Array.from({ length: 25 }, (_, at) =>
      browser.at(urls[at % 2] ?? "").do("each", `&key=key-${at}`),
    );
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(25).fill(200));
    const { session } = await browser.do("look");
    expect(Object.keys(session).filter((key) => key.startsWith("key-"))).toHaveLength(25);
  }, 20_000);

  test("a second save of a request takes back nothing that others wrote between the two", async () => {
    const store = openExpressStore(topology);
    const browser = new Browser(await appOn(store, { set, look }));
    const twice: Route = async (session) => {
      session.first = 1;
      await done((callback) => session.save(callback));
      await browser.do("set", "&key=between&value=1");
      session.second = 1;
    };
    await browser.do("set", "&key=a&value=1");
    await browser.at(await appOn(store, { twice })).do("twice");
    expect((await browser.do("look")).session).toMatchObject({ a: "1", first: 1, between: "1", second: 1 });
  });

  test("saves whose connection is broken again and again count once each, and take back nothing", async () => {
    const label = `broken-${topology}`;
    const store = openExpressStore(topology, { label, deadlines: { read: 8000, write: 8000 } });
    const count: Route = async (session) => {
      session.count = Number(session.count ?? 0) + 1;
      await done((callback) => session.save(callback));
    };
    const browser = new Browser(await appOn(store, { count, look }));
    let isOver = false;
    const breaking = (async () => {
      // Without any pause no call would get through.
      for (; !isOver; await pause(20)) await killConnections(topology, label);
    })();
    for (let at = 1; at <= 30; at += 1) expect((await browser.do("count")).status).toBe(200);
    isOver = true;
    await breaking;
    expect((await browser.do("look")).session).toMatchObject({ count: 30 });
  }, 60_000);
});
