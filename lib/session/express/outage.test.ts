import type { ErrorRequestHandler } from "express";
import expressSession from "express-session";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { isUnavailable } from "../errors.ts";
import { expressService, sharedLoginOf } from "../testing/express-service.ts";
import {
  appOn,
  Browser,
  done,
  openExpressStore,
  plain,
  type Route,
  secret,
  someId,
} from "../testing/express-store.ts";
import { type OwnNode, OwnRedis } from "../testing/own-redis.ts";
import { login, openStore } from "../testing/stores.ts";

let redis: OwnRedis;
let node: OwnNode;
beforeAll(async () => {
  redis = await OwnRedis.begin();
  node = await redis.node("min-replicas-to-write 0");
}, 20_000);
afterEach(() => node.thaw());
afterAll(() => redis.end());

const deadlines = { read: 400, write: 600 };
const open = () => openExpressStore("standalone", { url: redis.urlOf(node), deadlines });

const routes: Record<string, Route> = {
  look: () => {},
  set: (session) => Object.assign(session, { a: 1 }),
  // An app does this if it answers only once the change is safe.
  save: async (session) => {
    session.b = 1;
    await done((callback) => session.save(callback));
  },
};

describe("without Redis", () => {
  test("an app without an error handler answers 503 with Retry-After and leaves the cookie alone, and goes on once Redis is back", async () => {
    const browser = new Browser(await appOn(open(), routes));
    await browser.do("set");
    node.freeze();
    const seen = await browser.do("look");
    node.thaw();
    expect(seen).toMatchObject({ status: 503, setCookie: null, retryAfter: "2" });
    await expect.poll(async () => (await browser.do("look")).session.a, { timeout: 5000 }).toBe(1);
  });

  test("a save before the answer is a 503 too, and every method says so", async () => {
    const store = open();
    const browser = new Browser(await appOn(store, routes));
    await browser.do("set");
    const id = someId();
    const session = plain({ user: "Ada" });
    await store.set(id, session);
    const frozen: Route = async (shown, request, response) => {
      node.freeze();
      await routes.save?.(shown, request, response);
    };
    const seen = await browser.at(await appOn(store, { frozen })).do("frozen");
    expect(seen).toMatchObject({ status: 503, setCookie: null, retryAfter: "2" });
    const calls = [
      store.get(id),
      store.set(someId(), plain()),
      store.destroy(id),
      store.endAll("Ada"),
      store.length(),
    ];
    for (const outcome of await Promise.allSettled(calls))
      expect(outcome).toMatchObject({
        status: "rejected",
        reason: { status: 503, headers: { "Retry-After": "2" } },
      });
    await store.touch(id, session);
    node.thaw();
    await expect.poll(() => store.get(someId()).catch(isUnavailable), { timeout: 5000 }).toBeNull();
  });

  test("the store never says that it is disconnected, or express-session would go on without a session", async () => {
    const store = open();
    const said: string[] = [];
    store.on("disconnect", () => said.push("disconnect"));
    await expect.poll(() => store.get(someId()).catch(isUnavailable), { timeout: 5000 }).toBeNull();
    node.freeze();
    await expect(store.get(someId())).rejects.toSatisfy(isUnavailable);
    node.thaw();
    expect(said).toEqual([]);
  });

  test("the app's own error handler sees an outage by `isUnavailable`", async () => {
    const store = open();
    const onError: ErrorRequestHandler = (error, _, response, next) =>
      isUnavailable(error) ? response.status(503).json({ again: error.retryAfter }) : next(error);
    const url = await expressService((app) => {
      app.use(expressSession({ store, secret, resave: false, saveUninitialized: true }));
      app.get("/", (_, response) => void response.json({})).use(onError);
    });
    const browser = new Browser(url);
    await browser.do("begin");
    node.freeze();
    const seen = await browser.do("look");
    node.thaw();
    expect(seen).toMatchObject({ status: 503, body: '{"again":2}' });
  });

  test("the app's shared login answers 503 with Retry-After as well", async () => {
    const sessions = openStore("standalone", { url: redis.urlOf(node), deadlines });
    const { token } = await sessions.create(login());
    const url = await expressService((app) =>
      app.use(sharedLoginOf(sessions)).get("/", (_, response) => void response.json({})),
    );
    const browser = new Browser(url, `token=${token}`);
    expect((await browser.do("look")).status).toBe(200);
    node.freeze();
    const seen = await browser.do("look");
    node.thaw();
    expect(seen).toMatchObject({ status: 503, setCookie: null, retryAfter: "2" });
  });
});
