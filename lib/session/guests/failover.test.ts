import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RedisSessions } from "../store.ts";
import { type OwnNode, OwnRedis } from "../testing/own-redis.ts";
import { poll } from "../testing/poll.ts";
import { openStore } from "../testing/stores.ts";

interface Cart {
  cart: string[];
}
type Store = RedisSessions<Cart, undefined, Cart>;

let redis: OwnRedis;
beforeAll(async () => {
  redis = await OwnRedis.begin();
});
afterAll(() => redis.end());

const deployments = {
  sentinel: async () => {
    const { url, nodes } = await redis.sentinelGroup();
    const [primary, ...replicas] = nodes;
    return { url, primary, replicas };
  },
  cluster: async () => {
    const { url, primaries, replicas } = await redis.cluster();
    return { url, primary: primaries[0], replicas: replicas.slice(0, 1) };
  },
};

describe.each(["sentinel", "cluster"] as const)("when the primary dies, on %s", (topology) => {
  let url: string;
  let primary: OwnNode | undefined;
  let replicas: readonly OwnNode[];
  beforeAll(async () => {
    ({ url, primary, replicas } = await deployments[topology]());
  }, 60_000);

  test("no guest and no change of one is lost, one that was ended stays ended, and the login takes the cart over", async () => {
    const store = openStore<Cart>(topology, { url, guests: {} }) as Store;
    const begun = await Promise.all(
      Array.from({ length: 20 }, (_, nth) => store.guests.create(`192.0.2.${nth}`, { cart: ["tea"] })),
    );
    const guests = begun.map((one) => {
      if (one.status !== "created") throw new Error(`No guest began: ${one.reason}.`);
      return one;
    });
    const [ended, ...others] = guests;
    await Promise.all(
      guests.map(({ guest }) => store.guests.update(guest, ({ cart }) => ({ cart: [...cart, "milk"] }))),
    );
    expect(await store.guests.end(String(ended?.token))).toBe(true);
    primary?.kill();
    await poll(() => isReplaced(replicas), { timeoutMs: 20_000, promise: "a replica is promoted" });
    // A Cluster's new primary has no other replica, and accepts no write before it has one.
    await primary?.start();
    for (const { token } of others) {
      const found = await poll(() => store.guests.read(token), {
        timeoutMs: 20_000,
        promise: "guests are read on the new primary",
      });
      expect(found).toMatchObject({ guest: { data: { cart: ["tea", "milk"] } } });
    }
    await poll(async () => (await store.guests.create("198.51.100.1", { cart: [] })).status === "created", {
      timeoutMs: 20_000,
      promise: "guests begin on the new primary",
    });
    expect(await store.guests.read(String(ended?.token))).toEqual({ status: "none" });
    const login = await store.create({
      user: "somebody",
      data: { cart: ["cups"] },
      guest: {
        token: String(others[0]?.token),
        merge: (data, guest) => ({ cart: [...data.cart, ...(guest as Cart).cart] }),
      },
    });
    expect(login).toMatchObject({ tookGuest: true, session: { data: { cart: ["cups", "tea", "milk"] } } });
  }, 60_000);
});

const isReplaced = async (replicas: readonly OwnNode[]) =>
  (await Promise.all(replicas.map(({ operator }) => operator.info("replication")))).some((info) =>
    info.includes("role:master"),
  );
