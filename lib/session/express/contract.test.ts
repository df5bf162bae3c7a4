/*
 * Each line of "Session Store Implementation" in express-session's README, as a test.
 */
import { EventEmitter } from "node:events";
import expressSession, { type SessionData } from "express-session";
import { describe, expect, test } from "vitest";
import { openExpressStore, plain, someId } from "../testing/express-store.ts";
import { topologies } from "../testing/stores.ts";

/** The arguments that a store's method gives to its callback. */
const called = <T>(call: (callback: (...said: unknown[]) => void) => unknown): Promise<T> =>
  new Promise((resolve) => call((...said) => resolve(said as T)));

describe.each(topologies)("on %s", (topology) => {
  test("a store is an EventEmitter, and express-session's own Store", () => {
    const store = openExpressStore(topology);
    expect(store).toBeInstanceOf(EventEmitter);
    expect(store).toBeInstanceOf(expressSession.Store);
  });

  test("set puts a session under its id, and calls back without an error once it is there", async () => {
    const store = openExpressStore(topology);
    const id = someId();
    expect(await called((done) => store.set(id, plain({ views: 1 }), done))).toEqual([null, undefined]);
    expect(await openExpressStore(topology).get(id)).toMatchObject({ views: 1 });
  });

  test("set replaces the session that is there by another", async () => {
    const store = openExpressStore(topology);
    const id = someId();
    await store.set(id, plain({ before: true }));
    await store.set(id, plain({ after: true }));
    const found = await store.get(id);
    expect(found).toMatchObject({ after: true });
    expect(found).not.toHaveProperty("before");
  });

  test("get gives the session that was set, its cookie included", async () => {
    const store = openExpressStore(topology);
    const id = someId();
    const session = plain({ deep: { list: [1, { two: 2 }], text: "ü { } 'x'" } }, { secure: true });
    await store.set(id, session);
    expect(await called((done) => store.get(id, done))).toEqual([null, session]);
  });

  test("get gives null and no error for an id that has no session", async () => {
    const store = openExpressStore(topology);
    expect(await called((done) => store.get(someId(), done))).toEqual([null, null]);
  });

  test("destroy ends the session, and calls back without an error, also where there is none", async () => {
    const store = openExpressStore(topology);
    const id = someId();
    await store.set(id, plain());
    expect(await called((done) => store.destroy(id, done))).toEqual([null, undefined]);
    expect(await store.get(id)).toBeNull();
    expect(await called((done) => store.destroy(id, done))).toEqual([null, undefined]);
  });

  test("touch resets the idle timer, and leaves what the session holds", async () => {
    const store = openExpressStore(topology);
    const id = someId();
    await store.set(id, plain({ views: 1 }, { originalMaxAge: 60_000, expires: inMs(60_000) }));
    const later = plain({ views: 2 }, { originalMaxAge: 600_000, expires: inMs(600_000) });
    expect(await called((done) => store.touch(id, later, done))).toEqual([null, undefined]);
    const found = await store.get(id);
    expect(found).toMatchObject({ views: 1 });
    expect(leftOf(found)).toBeGreaterThan(500_000);
  });

  test("touch of a session that isn't there is no error, and makes none", async () => {
    const store = openExpressStore(topology);
    const id = someId();
    expect(await called((done) => store.touch(id, plain(), done))).toEqual([null, undefined]);
    expect(await store.get(id)).toBeNull();
  });

  test("a session that nobody touches ends by itself, after its cookie's age or else after `ttl`", async () => {
    const store = openExpressStore(topology, { ttl: 0.3 });
    const [byCookie, byTtl, lasting] = [someId(), someId(), someId()];
    await Promise.all([
      store.set(byCookie, plain({}, { originalMaxAge: 300, expires: inMs(300) })),
      store.set(byTtl, plain()),
      store.set(lasting, plain({}, { originalMaxAge: 60_000, expires: inMs(60_000) })),
    ]);
    await expect.poll(() => store.get(byCookie)).toBeNull();
    await expect.poll(() => store.get(byTtl)).toBeNull();
    expect(await store.get(lasting)).not.toBeNull();
  });

  test("load gives a Session with its methods", async () => {
    const store = openExpressStore(topology);
    const id = someId();
    await store.set(id, plain({ views: 1 }));
    const [error, session] = await called<[unknown, expressSession.Session]>((done) => store.load(id, done));
    expect(error).toBeNull();
    expect(session).toMatchObject({ id, views: 1, save: expect.any(Function) });
    expect(await called((done) => store.load(someId(), done))).toEqual([]);
  });

  test("a method without a callback gives a promise, which may be left alone when it fails", async () => {
    const store = openExpressStore(topology, { ttl: () => Number.NaN });
    void store.set(someId(), plain());
    await expect(store.set(someId(), plain())).rejects.toThrow(/`ttl`/);
  });

  test("what JSON can't hold is an error of set, and writes nothing", async () => {
    const store = openExpressStore(topology);
    const id = someId();
    const [error] = await called<[unknown]>((done) => store.set(id, plain({ big: 1n }), done));
    expect(error).toBeInstanceOf(TypeError);
    expect(await store.get(id)).toBeNull();
  });

  test.each([
    "plain",
    "with blanks and\nlines",
    "{a}{b}",
    "}",
    "ü😀",
    "x".repeat(5000),
    ":*?[\\",
    "__proto__",
  ])("an id of any form works: %j", async (form) => {
    const store = openExpressStore(topology);
    const id = form + someId();
    await store.set(id, plain({ form, user: id }));
    expect(await store.get(id)).toMatchObject({ form });
    expect(await store.get(`${id} `)).toBeNull();
    await store.endAll(id);
    expect(await store.get(id)).toBeNull();
    await store.set(id, plain({ form }));
    await store.destroy(id);
    expect(await store.get(id)).toBeNull();
  });
});

test.each([0, -1, Number.NaN])("a `ttl` of %d seconds is refused by name", (ttl) => {
  expect(() => openExpressStore("standalone", { ttl })).toThrow(/`ttl`/);
});

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const leftOf = (session: SessionData | null) =>
  Number(new Date(String(session?.cookie.expires))) - Date.now();
