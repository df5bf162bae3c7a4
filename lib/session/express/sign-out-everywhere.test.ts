import { describe, expect, test } from "vitest";
import { tagOf } from "../keys.ts";
import {
  appOn,
  Browser,
  openExpressStore,
  plain,
  type Route,
  someId,
  userOf as userIn,
} from "../testing/express-store.ts";
import { openOperator, topologies } from "../testing/stores.ts";
import { ExpressKeys } from "./keys.ts";
import type { ExpressStore } from "./store.ts";

const set: Route = (session, { query }) => Object.assign(session, { [String(query.key)]: query.value });
const signIn: Route = (session, { query }) => {
  session.user = String(query.user);
};
const signOut: Route = (session) => {
  delete session.user;
};
const routes = { set, signIn, signOut, look: () => {} };

/** A browser with a session of this user. */
async function signedIn(store: ExpressStore, user: string): Promise<Browser> {
  const browser = new Browser(await appOn(store, routes));
  await browser.do("signIn", `&user=${user}`);
  return browser;
}

const userOf = async (browser: Browser) => (await browser.do("look")).session.user;

describe.each(topologies)("on %s", (topology) => {
  test("endAll ends every session of a user on every node, and nobody else's", async () => {
    const [one, other] = [openExpressStore(topology), openExpressStore(topology)];
    const [ada, bob] = [someId(), someId()];
    const [here, there, bobs] = await Promise.all([
      signedIn(one, ada),
      signedIn(other, ada),
      signedIn(one, bob),
    ]);
    expect(await userOf(here)).toBe(ada);
    await other.endAll(ada);
    expect([await userOf(here), await userOf(there), await userOf(bobs)]).toEqual([
      undefined,
      undefined,
      bob,
    ]);
    const again = await signedIn(one, ada);
    expect(await userOf(again), "a later login lives").toBe(ada);
  });

  test("endAll spares the session that asks, if it says so", async () => {
    const store = openExpressStore(topology);
    const ada = someId();
    const [mine, other] = [await signedIn(store, ada), await signedIn(store, ada)];
    const { id } = (await mine.do("look")).session;
    await store.endAll(ada, { except: id });
    expect([await userOf(mine), await userOf(other)]).toEqual([ada, undefined]);
    await store.endAll(ada, { except: "somebody else's" });
    expect(await userOf(mine)).toBeUndefined();
  });

  test.each([
    ["a change", set, "&key=a&value=1"],
    ["a sign-out", signOut, ""],
    ["another user's sign-in", signIn, "&user=somebody"],
  ])(
    "a request under way with %s doesn't bring a session back that was ended with all others",
    async (_, route, query) => {
      const store = openExpressStore(topology);
      const ada = someId();
      const browser = await signedIn(store, ada);
      const { id } = (await browser.do("look")).session;
      const late: Route = async (session, request, response) => {
        await route(session, request, response);
        await openExpressStore(topology).endAll(ada);
      };
      await browser.at(await appOn(store, { late })).do("late", query);
      expect(await store.get(id)).toBeNull();
    },
  );

  test("who signs in while a request of the same session is under way stays signed in, and listed", async () => {
    const store = openExpressStore(topology);
    const ada = someId();
    const browser = new Browser(await appOn(store, routes));
    await browser.do("set", "&key=a&value=1");
    const late: Route = async (session) => {
      session.late = true;
      await browser.do("signIn", `&user=${ada}`);
    };
    await browser.at(await appOn(store, { late })).do("late");
    expect((await browser.do("look")).session).toMatchObject({ user: ada, late: true });
    await store.endAll(ada);
    expect(await userOf(browser)).toBeUndefined();
  });

  test("who signed out and whose session went on isn't signed out with the user's others", async () => {
    const store = openExpressStore(topology);
    const ada = someId();
    const browser = await signedIn(store, ada);
    await browser.do("set", "&key=cart&value=tea");
    await browser.do("signOut");
    await store.endAll(ada);
    expect((await browser.do("look")).session).toMatchObject({ cart: "tea" });
  });

  test("sessions from before the option `userOf` are a user's from their next request on", async () => {
    const store = openExpressStore(topology);
    const ada = someId();
    const browser = await signedIn(openExpressStore(topology, { userOf: () => undefined }), ada);
    await store.endAll(ada);
    const here = browser.at(await appOn(store, routes));
    expect(await userOf(here), "nobody has listed it yet").toBe(ada);
    await store.endAll(ada);
    expect(await userOf(here)).toBeUndefined();
  });

  test("a user's index lives as long as the last of the user's sessions, and an evicted one takes them with it", async () => {
    const store = openExpressStore(topology);
    const redis = openOperator(topology);
    const ada = someId();
    const index = new ExpressKeys().index(tagOf(ada));
    const id = someId();
    await store.set(id, plain({ user: ada }, { originalMaxAge: 60_000, expires: inMs(60_000) }));
    const session = await store.get(id);
    expect(await redis.pttl(index)).toBeLessThan(61_000);
    Object.assign(session?.cookie ?? {}, { expires: inMs(600_000), originalMaxAge: 600_000 });
    await store.touch(id, session ?? plain());
    expect(await redis.pttl(index)).toBeGreaterThan(500_000);
    await redis.del(index);
    expect(await store.get(id)).toBeNull();
  });
});

test("endAll without the option `userOf` says what is missing", async () => {
  const { ExpressStore } = await import("./store.ts");
  const store = new ExpressStore({ url: "redis://127.0.0.1:1" });
  await expect(store.endAll("Ada")).rejects.toThrow(/`userOf`/);
  await store.close();
});

test("a user's number is as good as its text", async () => {
  const store = openExpressStore("standalone", { userOf: (session) => Number(userIn(session)) });
  const id = someId();
  await store.set(id, plain({ user: "4711" }));
  await store.endAll(4711);
  expect(await store.get(id)).toBeNull();
});

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
