import { describe, expect, test } from "vitest";
import { appOn, Browser, done, openExpressStore, type Route } from "../testing/express-store.ts";
import { topologies } from "../testing/stores.ts";
import type { ExpressStore } from "./store.ts";

const routes: Record<string, Route> = {
  look: () => {},
  set: (session, { query }) => Object.assign(session, { [String(query.key)]: query.value }),
  drop: (session, { query }) => delete session[String(query.key)],
  regenerate: (session) => done((callback) => session.regenerate(callback)),
  destroy: (session) => done((callback) => session.destroy(callback)),
  unset: (_, request) => {
    request.session = null as never;
  },
  reload: async (session, request, response) => {
    session.unsaved = true;
    await done((callback) => session.reload(callback));
    response.json({ ...request.session });
  },
  // This saves twice without waiting, as apps do that save before they redirect. express-session
  // then saves once more at the end.
  saves: (session) => {
    session.first = true;
    session.save();
    session.second = true;
    session.save();
    session.third = true;
  },
  remember: (session) => {
    session.remembered = true;
    session.cookie.maxAge = 600_000;
  },
  save: (session) => done((callback) => session.save(callback)),
};
describe.each(topologies)("on %s", (topology) => {
  test("a visitor who hasn't signed in has a session, on every node and after the app's restart", async () => {
    const one = new Browser(await appOn(openExpressStore(topology), routes));
    await one.do("set", "&key=cart&value=tea");
    const other = one.at(await appOn(openExpressStore(topology), routes));
    expect((await other.do("look")).session).toMatchObject({ cart: "tea" });
  });

  test("a key that is deleted is gone, and the others stay", async () => {
    const browser = new Browser(await appOn(openExpressStore(topology), routes));
    await browser.do("set", "&key=a&value=1");
    await browser.do("set", "&key=b&value=2");
    await browser.do("drop", "&key=a");
    const { session } = await browser.do("look");
    expect(session).toMatchObject({ b: "2" });
    expect(session).not.toHaveProperty("a");
  });

  test("regenerate gives an empty session with another id, and the old id is nobody's", async () => {
    const store = openExpressStore(topology);
    const browser = new Browser(await appOn(store, routes));
    const { id } = (await browser.do("set", "&key=a&value=1")).session;
    await browser.do("regenerate");
    await browser.do("set", "&key=b&value=2");
    const { session } = await browser.do("look");
    expect(session).toMatchObject({ b: "2" });
    expect(session).not.toHaveProperty("a");
    expect(session.id).not.toBe(id);
    expect(await store.get(id)).toBeNull();
  });

  test("destroy ends the session, and the next request begins another", async () => {
    const store = openExpressStore(topology);
    const browser = new Browser(await appOn(store, routes));
    const { id } = (await browser.do("set", "&key=a&value=1")).session;
    await browser.do("destroy");
    expect(await store.get(id)).toBeNull();
    const { session } = await browser.do("look");
    expect(session).not.toHaveProperty("a");
    expect(session.id).not.toBe(id);
  });

  test("several saves in one request write all that the session held, in order", async () => {
    const browser = new Browser(await appOn(openExpressStore(topology), routes));
    await browser.do("saves");
    expect((await browser.do("look")).session).toMatchObject({ first: true, second: true, third: true });
    await browser.do("saves");
    expect((await browser.do("look")).session).toMatchObject({ first: true, second: true, third: true });
  });
});

describe("express-session's options and methods, on a standalone Redis", () => {
  const open = async (options: Parameters<typeof appOn>[2] = {}) => {
    const store = openExpressStore("standalone");
    return { store, browser: new Browser(await appOn(store, routes, options)) };
  };

  test("reload brings back what the store has", async () => {
    const { browser } = await open();
    await browser.do("set", "&key=a&value=1");
    const { session } = await browser.do("reload");
    expect(session).toMatchObject({ a: "1" });
    expect(session).not.toHaveProperty("unsaved");
  });

  test.each([
    [true, true],
    [false, false],
  ])("with `saveUninitialized` %s an empty session is kept: %s", async (saveUninitialized, isKept) => {
    const { store, browser } = await open({ saveUninitialized });
    const { session } = await browser.do("look");
    expect((await store.get(session.id)) !== null).toBe(isKept);
    expect(browser.cookie !== "").toBe(isKept);
  });

  test("with `resave` a request that changes nothing prolongs the session, and writes nothing over", async () => {
    const { store, browser } = await open({ resave: true, cookie: { maxAge: 60_000 } });
    const { id } = (await browser.do("set", "&key=a&value=1")).session;
    // Another request writes between this one's read and its save.
    const slow: Route = async () => {
      const found = await store.get(id);
      await store.set(id, Object.assign(found ?? {}, { b: 2 }) as never);
    };
    await browser.at(await appOn(store, { slow }, { resave: true, cookie: { maxAge: 60_000 } })).do("slow");
    expect((await browser.do("look")).session).toMatchObject({ a: "1", b: 2 });
  });

  test("with `rolling` every answer moves the cookie's end, and without it only those with a change", async () => {
    const cookie = { maxAge: 60_000 };
    const rolling = (await open({ rolling: true, cookie })).browser;
    await rolling.do("set", "&key=a&value=1");
    expect((await rolling.do("look")).setCookie).toMatch(/Expires=/);
    const still = (await open({ cookie })).browser;
    await still.do("set", "&key=a&value=1");
    expect((await still.do("look")).setCookie).toBeNull();
    expect((await still.do("set", "&key=a&value=2")).setCookie).toMatch(/Expires=/);
  });

  test("a session's own `maxAge` decides when it ends, and stays its own", async () => {
    const { store, browser } = await open({ cookie: { maxAge: 1000 } });
    const { id } = (await browser.do("remember")).session;
    expect(await leftOf(store, id)).toBeGreaterThan(500_000);
    await browser.do("look");
    await browser.do("set", "&key=a&value=1");
    expect(await leftOf(store, id)).toBeGreaterThan(500_000);
    expect((await browser.do("look")).session.cookie).toMatchObject({
      originalMaxAge: expect.closeTo(600_000, -2),
    });
  });

  test("a request that was under way keeps the `maxAge` that another set meanwhile", async () => {
    const { store, browser } = await open({ cookie: { maxAge: 60_000 } });
    const { id } = (await browser.do("set", "&key=a&value=1")).session;
    const slow: Route = async (session) => {
      session.b = 1;
      await browser.do("remember");
    };
    await browser.at(await appOn(store, { slow }, { cookie: { maxAge: 60_000 } })).do("slow");
    expect(await leftOf(store, id)).toBeGreaterThan(500_000);
    expect(await store.get(id)).toMatchObject({ a: "1", b: 1, remembered: true });
  });

  test("a session whose cookie ends with the browser has `ttl`, and one that is expired is ended", async () => {
    const { store, browser } = await open();
    const { id } = (await browser.do("set", "&key=a&value=1")).session;
    expect((await store.get(id))?.cookie.expires).toBeNull();
    const expire: Route = (session) => {
      session.cookie.originalMaxAge = -1;
    };
    await browser.at(await appOn(store, { expire })).do("expire");
    expect(await store.get(id)).toBeNull();
  });

  test("a session that only touches kept alive survives a save before the answer", async () => {
    const age = 1500;
    const { browser } = await open({ cookie: { maxAge: age } });
    await browser.do("set", "&key=a&value=1");
    const begun = Date.now();
    while (Date.now() - begun < age + 300) {
      expect((await browser.do("look")).session).toMatchObject({ a: "1" });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await browser.do("save");
    expect((await browser.do("look")).session).toMatchObject({ a: "1" });
  });

  test.each([
    ["destroy", true],
    ["keep", false],
  ] as const)("with `unset` %j a request that unsets its session ends it: %s", async (unset, ends) => {
    const { store, browser } = await open({ unset });
    const { id } = (await browser.do("set", "&key=a&value=1")).session;
    await browser.do("unset");
    expect((await store.get(id)) === null).toBe(ends);
  });

  test.each([
    ["of braces and blanks", () => `{${Math.random()}} {}`],
    ["that is the same for all", () => "the same"],
  ])("a `genid` %s works: sessions are read, regenerated and ended", async (_, genid) => {
    const { store, browser } = await open({ genid });
    await store.destroy("the same");
    await browser.do("set", "&key=a&value=1");
    expect((await browser.do("look")).session).toMatchObject({ a: "1" });
    await browser.do("regenerate");
    await browser.do("set", "&key=b&value=2");
    const { session } = await browser.do("look");
    expect(session).toMatchObject({ b: "2" });
    expect(session).not.toHaveProperty("a");
    await browser.do("destroy");
    expect(await store.get(session.id)).toBeNull();
  });

  test("a cookie that was changed opens nothing", async () => {
    const { browser } = await open();
    await browser.do("set", "&key=a&value=1");
    browser.cookie = browser.cookie.slice(0, -3);
    expect((await browser.do("look")).session).not.toHaveProperty("a");
  });
});

/** Milliseconds until the session ends, by Redis. */
async function leftOf(store: ExpressStore, id: string): Promise<number> {
  const found = await store.get(id);
  return Number(new Date(String(found?.cookie.expires))) - Date.now();
}
