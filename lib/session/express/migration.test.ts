/*
 * An unmodified express-session app whose sessions are in connect-redis goes on with this store,
 * and everyone stays signed in.
 */
import { RedisStore } from "connect-redis";
import { createClient, createCluster } from "redis";
import { describe, expect, inject, onTestFinished, test, vi } from "vitest";
import {
  appOn,
  Browser,
  openExpressStore,
  type Route,
  type SessionOptions,
  someId,
} from "../testing/express-store.ts";
import { openOperator, type Topology, topologies } from "../testing/stores.ts";
import { FormerSessions } from "./former-sessions.ts";

const fromCart = ({ cart }: Record<string, unknown>) => (Array.isArray(cart) ? cart : []);

/** A shop before and after the move: only its store differs. */
const shop: Record<string, Route> = {
  look: () => {},
  add: (session, { query }) => {
    session.cart = [...fromCart(session), query.value];
  },
  set: (session, { query }) => Object.assign(session, { [String(query.key)]: query.value }),
  signIn: (session, request) =>
    new Promise<void>((resolve) => {
      const cart = fromCart(session);
      session.regenerate(() => {
        Object.assign(request.session, { user: String(request.query.user), cart });
        resolve();
      });
    }),
  remember: (session) => {
    session.cookie.maxAge = 600_000;
    session.remembered = true;
  },
  signOut: (session) => new Promise((resolve) => session.destroy(resolve)),
};

/** connect-redis with its own defaults, on this deployment. */
async function connectRedis(topology: Topology): Promise<RedisStore> {
  const urls = inject("operatorUrls");
  if (topology === "cluster") {
    const { username, password } = new URL(urls.cluster[0] ?? "");
    const rootNodes = urls.cluster.map((url) => ({ url }));
    const client = createCluster({ rootNodes, defaults: { username, password } });
    await client.connect();
    onTestFinished(() => void client.close());
    return new RedisStore({ client });
  }
  const client = createClient({
    url: topology === "standalone" ? urls.standalone : (urls.sentinel[0] ?? ""),
  });
  await client.connect();
  onTestFinished(() => void client.close());
  return new RedisStore({ client });
}

/** The new store, with a Redis user that may also use connect-redis's keys. */
const open = (topology: Topology) =>
  openExpressStore(topology, { url: undefined, redis: openOperator(topology), connectRedisPrefix: "sess:" });

/** A shop on connect-redis with a visitor, and the same shop on this store. */
async function moving(topology: Topology, options: SessionOptions = {}) {
  const [before, after] = [await connectRedis(topology), open(topology)];
  const [was, is] = [await appOn(before, shop, options), await appOn(after, shop, options)];
  return { before, after, was, is, visitor: new Browser(was) };
}

describe.each(topologies)("on %s", (topology) => {
  test("a visitor's cart and a login go on with the same cookies, and change from then on", async () => {
    const { before, was, is, visitor } = await moving(topology);
    const ada = new Browser(was);
    await visitor.do("add", "&value=tea");
    await ada.do("add", "&value=milk");
    const { id } = (await ada.do("signIn", "&user=ada")).session;

    const [visitorNow, adaNow] = [visitor.at(is), ada.at(is)];
    const shown = (await visitorNow.do("look")).session;
    expect(shown).toMatchObject({ cart: ["tea"] });
    expect(await before.get(shown.id, undefined as never), "it moved without a change").toBeNull();
    expect((await adaNow.do("look")).session).toMatchObject({ id, user: "ada", cart: ["milk"] });
    await adaNow.do("add", "&value=honey");
    const otherNode = adaNow.at(await appOn(open(topology), shop));
    expect((await otherNode.do("look")).session).toMatchObject({ id, user: "ada", cart: ["milk", "honey"] });
    expect(await before.get(id, undefined as never), "it moved").toBeNull();
    await otherNode.do("signOut");
    expect((await adaNow.do("look")).session).not.toHaveProperty("user");
    expect((await visitorNow.do("look")).session).toMatchObject({ cart: ["tea"] });
  });

  test("a session moves at its next request, also if that changes nothing, and is signed out with the user's others", async () => {
    const { before, after, is, visitor } = await moving(topology);
    const user = someId();
    const { id } = (await visitor.do("signIn", `&user=${user}`)).session;
    const moved = visitor.at(is);
    expect((await moved.do("look")).session).toMatchObject({ user });
    expect(await before.get(id, undefined as never)).toBeNull();
    await after.endAll(user);
    expect((await moved.do("look")).session).not.toHaveProperty("user");
  });

  test("requests at once that show a session for the first time lose nothing of each other's", async () => {
    const { is, visitor } = await moving(topology);
    await visitor.do("add", "&value=tea");
    const moved = visitor.at(is);
    await Promise.all(Array.from({ length: 8 }, (_, at) => moved.at(is).do("set", `&key=key-${at}&value=1`)));
    const { session } = await moved.do("look");
    expect(session).toMatchObject({ cart: ["tea"] });
    expect(Object.keys(session).filter((key) => key.startsWith("key-"))).toHaveLength(8);
  });

  test("a session that another request moves between a request's two look-ups is found all the same", async () => {
    const { after, is, visitor } = await moving(topology);
    const { id } = (await visitor.do("add", "&value=tea")).session;
    const lookUp = FormerSessions.prototype.read;
    const moves = vi.spyOn(FormerSessions.prototype, "read").mockImplementationOnce(async function (
      this: FormerSessions,
      asked,
    ) {
      // The second look-up of this request comes after the other request as a whole.
      await visitor.at(is).do("look");
      return lookUp.call(this, asked);
    });
    onTestFinished(() => moves.mockRestore());
    expect(await after.get(id)).toMatchObject({ cart: ["tea"] });
  });

  test("one that ends before it moved is ended, also for a request that was under way", async () => {
    const { before, after, visitor } = await moving(topology);
    await visitor.do("add", "&value=tea");
    const { id } = (await visitor.do("add", "&value=milk")).session;
    const late: Route = async (session) => {
      session.late = true;
      await open(topology).destroy(id);
    };
    await visitor.at(await appOn(after, { late })).do("late");
    expect(await after.get(id)).toBeNull();
    expect(await before.get(id, undefined as never)).toBeNull();
  });

  test("a session keeps the `maxAge` of its own", async () => {
    const { after, is, visitor } = await moving(topology, { cookie: { maxAge: 20_000 } });
    const { id } = (await visitor.do("remember")).session;
    await visitor.at(is).do("look");
    const found = await after.get(id);
    expect(Number(new Date(String(found?.cookie.expires))) - Date.now()).toBeGreaterThan(500_000);
  });
});

test("without `connectRedisPrefix`, the control, everybody is signed out", async () => {
  const { visitor } = await moving("standalone");
  await visitor.do("signIn", "&user=ada");
  const without = visitor.at(await appOn(openExpressStore("standalone"), shop));
  expect((await without.do("look")).session).not.toHaveProperty("user");
});

test("a session that another serializer wrote is an error that says so", async () => {
  const id = someId();
  await openOperator("standalone").set(`sess:${id}`, "\u0001packed");
  await expect(open("standalone").get(id)).rejects.toThrow(/`serializer`/);
  await openOperator("standalone").del(`sess:${id}`);
});

test("a Redis user who may not use connect-redis's keys gets an error that names the ACL, and nobody is signed out", async () => {
  const store = openExpressStore("standalone", { connectRedisPrefix: "sess:" });
  await expect(store.get(someId())).rejects.toMatchObject({
    status: 503,
    message: expect.stringContaining("ACL"),
  });
});
