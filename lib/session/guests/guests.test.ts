import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, inject, test } from "vitest";
import { SessionTooLarge, UnknownFormat } from "../errors.ts";
import { defaultKeys, tagOf } from "../keys.ts";
import type { RedisSessionsOptions } from "../options.ts";
import { RedisSessions } from "../store.ts";
import { poll } from "../testing/poll.ts";
import { RedisProxy } from "../testing/proxy.ts";
import { keysOf, openOperator, openStore, type Topology, testPepper, topologies } from "../testing/stores.ts";
import { parseToken } from "../token.ts";
import type { GuestPolicy } from "./policy.ts";

interface Cart {
  cart: string[];
}

type Store = RedisSessions<Cart, undefined, Cart>;

function open(
  topology: Topology,
  guests: Partial<GuestPolicy> = {},
  others: Partial<RedisSessionsOptions> = {},
) {
  return openStore<Cart>(topology, { guests, ...others }) as Store;
}

/** An address that no other test has. */
const somewhere = () => `2001:db8:${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}::/64`;

async function begin(store: Store, ...cart: string[]) {
  const created = await store.guests.create(somewhere(), { cart });
  if (created.status !== "created") throw new Error(`No guest began: ${created.reason}.`);
  return created;
}

const cartOf = async (store: Store, token: string) => {
  const found = await store.guests.read(token);
  return found.status === "alive" ? found.guest.data.cart : undefined;
};

const both = (data: Cart, guest: unknown) => ({
  cart: [...new Set([...data.cart, ...(guest as Cart).cart])],
});
const signIn = (store: Store, token: string, user = randomUUID(), cart = ["of the account"]) =>
  store.create({ user, data: { cart }, guest: { token, merge: both } });

const gone = (store: Store, token: string) =>
  poll(async () => (await cartOf(store, token)) === undefined, {
    timeoutMs: 5000,
    promise: "the guest has ended",
  });

describe.each(topologies)("on %s", (topology) => {
  test("a guest keeps what it was given, on every node, and two changes at once both count", async () => {
    const [one, other] = [open(topology), open(topology)];
    const { token, guest } = await begin(one, "tea");
    await Promise.all([
      one.guests.update(guest, ({ cart }) => ({ cart: [...cart, "milk"] })),
      other.guests.update(guest, ({ cart }) => ({ cart: [...cart, "sugar"] })),
    ]);
    expect((await cartOf(other, token))?.sort()).toEqual(["milk", "sugar", "tea"]);
  });

  test("a guest's token opens no login and a login's no guest, and a record moved between them is refused", async () => {
    const store = open(topology);
    const operator = openOperator(topology);
    const user = randomUUID();
    const login = await store.create({ user, data: { cart: [] } });
    const { token, guest } = await begin(store);
    expect(await store.read(token)).toEqual({ status: "none", replayed: false });
    expect(await store.rotate(token)).toEqual({ status: "none" });
    expect(await store.revoke({ token })).toBe(false);
    expect(await store.guests.read(login.token)).toEqual({ status: "none" });
    expect(await store.list(user)).toHaveLength(1);

    // The test puts the guest's own record, verifier and all, in the place of a login with the same
    // tag and id.
    const { secret } = parseToken(token) ?? {};
    const moved = `${tagOf(user)}.${guest.id}.${secret?.toString("base64url")}`;
    const record = (await operator.getBuffer(defaultKeys.record(guest.tag, guest.id))) as Buffer;
    const keys = keysOf(user, guest.id);
    await operator.set(keys.record, record);
    await operator.zadd(keys.index, Date.now() + 60_000, guest.id);
    // The verifier is bound to the shelf, so the token isn't even recognized.
    expect(await store.read(moved)).toMatchObject({ status: "none" });
    expect(await store.list(user)).toContainEqual(expect.objectContaining({ id: guest.id, readable: false }));
  });

  test("guests of one address begin as often in a minute as the policy allows, and those of another go on", async () => {
    const store = open(topology, { perMinute: 5 });
    const address = somewhere();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => store.guests.create(address, { cart: [] })),
    );
    expect(outcomes.filter(({ status }) => status === "created")).toHaveLength(5);
    const refused = outcomes.find(({ status }) => status === "refused");
    expect(refused).toMatchObject({ reason: "address" });
    expect((refused as { retryAfter: number }).retryAfter).toBeGreaterThan(0);
    expect((refused as { retryAfter: number }).retryAfter).toBeLessThanOrEqual(60);
    expect(await begin(store)).toMatchObject({ status: "created" });
  });

  test("there are no more guests on a shelf than its share, and one that has ended makes room", async () => {
    const store = open(topology, { most: 128, perMinute: 100 });
    let address = somewhere();
    const create = () => store.guests.create(address, { cart: [] });
    const two = async () => [await create(), await create()];
    let created = await two();
    // Guests of other tests may be on the same shelf.
    for (let tries = 0; tries < 50 && created.some(({ status }) => status !== "created"); tries += 1) {
      address = somewhere();
      created = await two();
    }
    const [first] = created;
    expect(await create()).toMatchObject({ status: "refused", reason: "full" });
    await store.guests.end((first as { token: string }).token);
    expect(await create()).toMatchObject({ status: "created" });
  });

  test("a guest ends when it is idle, and at its absolute end however busy, and what is too large is refused", async () => {
    const store = open(topology, { idle: 0.6, absolute: 1.5 });
    const [idle, busy] = [await begin(store), await begin(store)];
    const begun = performance.now();
    while (performance.now() - begun < 1000) {
      await store.guests.read(busy.token);
      await pause(100);
    }
    expect(await cartOf(store, idle.token)).toBeUndefined();
    expect(await cartOf(store, busy.token)).toEqual([]);
    await pause(Math.max(0, begun + 1600 - performance.now()));
    expect(await cartOf(store, busy.token)).toBeUndefined();

    const large = [randomBytes(2000).toString("base64")];
    const refused = store.guests.create(somewhere(), { cart: large });
    await expect(refused).rejects.toThrow(SessionTooLarge);
    await expect(refused).rejects.toThrow(/guests\.maxBytes/);
  });

  test("a sign-out ends a guest for every node, and no change brings it back", async () => {
    const [one, other] = [open(topology), open(topology)];
    const { token, guest } = await begin(one);
    expect(await one.guests.end(token)).toBe(true);
    expect(await one.guests.end(token)).toBe(false);
    expect(await cartOf(other, token)).toBeUndefined();
    expect(await other.guests.update(guest, () => ({ cart: ["back"] }))).toEqual({ status: "none" });
    expect(await cartOf(other, token)).toBeUndefined();
  });

  test("a login takes both carts into a new session, and the guest ends once its token is shown", async () => {
    const store = open(topology);
    const { token, guest } = await begin(store, "tea");
    const begun = await signIn(store, token);
    expect(begun).toMatchObject({ tookGuest: true, session: { data: { cart: ["of the account", "tea"] } } });
    expect(begun.session.id).not.toBe(guest.id);
    expect(parseToken(begun.token)?.tag).toBe(tagOf(begun.session.user));
    // No request has shown the login's token, so its answer may be lost: the guest is all that its
    // owner has.
    expect(await cartOf(store, token)).toEqual(["tea"]);
    expect(await store.read(token)).toEqual({ status: "none", replayed: false });

    expect(await store.read(begun.token)).toMatchObject({ status: "alive" });
    await gone(store, token);
    // The part that named the guest has left the session, and a change that began before still
    // counts.
    await poll(
      async () => {
        const found = await store.read(begun.token);
        return found.status === "alive" && Object.keys(found.session.parts).length === 0;
      },
      { timeoutMs: 5000, promise: "the session no longer names the guest" },
    );
    const found = await store.update(begun.session, (data) => ({ cart: [...data.cart, "more"] }));
    expect(found).toMatchObject({
      session: { data: { cart: ["of the account", "tea", "more"] }, parts: {} },
    });
  });

  test("a login whose answer was lost is made again, with the cart, and what a stranger put into the guest since stays outside", async () => {
    const store = open(topology);
    const user = randomUUID();
    const { token, guest } = await begin(store, "tea");
    const lost = await signIn(store, token, user);
    const again = await signIn(store, token, user);
    expect(again.session.data).toEqual({ cart: ["of the account", "tea"] });
    expect(again.session.id).not.toBe(lost.session.id);
    await store.guests.update(guest, ({ cart }) => ({ cart: [...cart, "planted"] }));
    expect(await store.read(again.token)).toMatchObject({
      session: { data: { cart: ["of the account", "tea"] } },
    });
    await gone(store, token);
    expect(await store.guests.update(guest, () => ({ cart: ["planted"] }))).toEqual({ status: "none" });
  });

  test("where nobody shows the login's token, the guest ends soon all the same, whatever is read and written", async () => {
    const store = open(topology, { afterLogin: 1 });
    const { token, guest } = await begin(store, "tea");
    await signIn(store, token);
    await store.guests.update(guest, (data) => data);
    await gone(store, token);
  });

  test("a guest that has ended, or whose cart doesn't fit, keeps nobody from signing in", async () => {
    const store = open(topology, {}, { policy: { maxBytes: 1000 } });
    const large = await begin(store, randomBytes(1200).toString("base64"));
    const begun = await signIn(store, large.token);
    expect(begun).toMatchObject({ tookGuest: false, session: { data: { cart: ["of the account"] } } });
    expect(await cartOf(store, large.token)).toHaveLength(1);

    const ended = await begin(store);
    await store.guests.end(ended.token);
    expect(await signIn(store, ended.token)).toMatchObject({ tookGuest: false });
    expect(await signIn(store, "nonsense")).toMatchObject({ tookGuest: false });
  });

  test("in format 1 the guest's own end is drawn near, and the session has no part that older builds can't read", async () => {
    const store = open(topology, { afterLogin: 1 }, { writeFormat: 1 });
    const { token } = await begin(store, "tea");
    const begun = await signIn(store, token);
    expect(begun.session.parts).toEqual({});
    await gone(store, token);
  });

  test("Redis has neither a guest's secret nor its address", async () => {
    const store = open(topology);
    const operator = openOperator(topology);
    const address = somewhere();
    const created = await store.guests.create(address, { cart: [] });
    const { tag, id, secret } = parseToken((created as { token: string }).token) ?? {};
    const kept = (await operator.getBuffer(defaultKeys.record(String(tag), String(id)))) as Buffer;
    expect(kept.includes(secret as Buffer)).toBe(false);
    const nodes = "nodes" in operator ? operator.nodes("master") : [operator];
    const names = (await Promise.all(nodes.map((node) => node.keys(`*{${tag}}*`)))).flat();
    expect(names.join()).not.toContain(address);
  });
});

test("a read begins nothing: what is no guest's token asks Redis nothing, and the first write is one round trip", async () => {
  const proxy = await RedisProxy.open(inject("redisUrls").standalone);
  const store = open("standalone", {}, { url: proxy.url, announcements: false });
  const { token, guest } = await begin(store);
  await store.guests.read(token);
  await store.guests.update(guest, (data) => data);
  const costOf = async (work: () => Promise<unknown>) => {
    const before = proxy.trips;
    await work();
    return proxy.trips - before;
  };
  const login = await store.create({ user: randomUUID(), data: { cart: [] } });
  store.guests.close();
  expect(await costOf(() => store.guests.read(""))).toBe(0);
  expect(await costOf(() => store.guests.read("nonsense"))).toBe(0);
  expect(await costOf(() => store.guests.read(login.token))).toBe(0);
  expect(await costOf(() => store.read(token))).toBe(0);
  expect(await costOf(() => store.guests.read(token))).toBe(1);
  expect(await costOf(() => store.guests.create(somewhere(), { cart: [] }))).toBe(1);
  expect(await costOf(() => store.guests.update(guest, (data) => data))).toBeGreaterThanOrEqual(1);
  await proxy.close();
});

test("without the option a store has no guests and says so, and without Redis a guest is unavailable and not gone", async () => {
  const plain = openStore<Cart>("standalone") as Store;
  expect(() => plain.guests).toThrow(/without the option `guests`/);
  await expect(signIn(plain, "nonsense")).rejects.toThrow(/without `guests`/);

  const nowhere = new RedisSessions<Cart, undefined, Cart>({
    url: "redis://127.0.0.1:1",
    peppers: [testPepper],
    envelopeKeys: [testPepper],
    announcements: false,
    guests: {},
    deadlines: { read: 200, write: 200 },
  });
  const store = open("standalone");
  const { token, guest } = await begin(store);
  for (const work of [
    () => nowhere.guests.read(token),
    () => nowhere.guests.create(somewhere(), { cart: [] }),
    () => nowhere.guests.update(guest, (data) => data),
    () => nowhere.guests.end(token),
  ])
    await expect(work()).rejects.toMatchObject({ name: "RedisUnavailable" });
  await nowhere.close();
});

test("a record of a guest where a login's should be is another build's", async () => {
  const store = open("standalone");
  const operator = openOperator("standalone");
  const { session, token } = await store.create({ user: randomUUID(), data: { cart: [] } });
  const { guest } = await begin(store);
  const { record } = keysOf(session.user, session.id);
  const theirs = (await operator.getBuffer(defaultKeys.record(guest.tag, guest.id))) as Buffer;
  // The record gets the login's verifier before the guest's envelope: an attacker who can write to
  // Redis still can't make a login of a guest.
  const own = (await operator.getBuffer(record)) as Buffer;
  await operator.set(record, Buffer.concat([own.subarray(0, 26), theirs.subarray(26)]), "KEEPTTL");
  await expect(store.read(token)).rejects.toThrow(/Unsupported state|authenticate/);
  await expect(store.read(token)).rejects.not.toThrow(UnknownFormat);
});
