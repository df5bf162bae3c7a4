import { describe, expect, test } from "vitest";
import { poll } from "../../stack/poll.ts";
import type { RedisSessions } from "./store.ts";
import { login, openStore, topologies, type Visits } from "./testing/stores.ts";

const none = { status: "none", replayed: false };

async function rotated(store: RedisSessions<Visits>, token: string): Promise<string> {
  const outcome = await store.rotate(token);
  if (outcome.status !== "rotated") throw new Error(`The rotation was answered by ${outcome.status}.`);
  return outcome.token;
}

describe.each(topologies)("on %s", (topology) => {
  test("the old token works within the grace as superseded, and the session stays the same", async () => {
    const store = openStore(topology);
    const { token, session } = await store.create(login());
    const next = await rotated(store, token);
    const [old, current] = [await store.read(token), await store.read(next)];
    expect(old).toMatchObject({ status: "alive", superseded: true, session: { id: session.id } });
    expect(current).toMatchObject({ status: "alive", superseded: false, session: { id: session.id } });
  });

  test("shown after the grace, the old token ends the session for both who hold a copy", async () => {
    const store = openStore(topology, { policy: { grace: 0.3 } });
    const { token, session } = await store.create(login());
    const next = await rotated(store, token);
    const replay = await poll(
      async () => {
        const read = await store.read(token);
        return read.status === "none" && read;
      },
      { timeoutMs: 2000, promise: "the old token is refused after a grace of 0.3 s", everyMs: 20 },
    );
    expect(replay).toEqual({ status: "none", replayed: true });
    expect(await store.read(next)).toEqual(none);
    expect(await store.list(session.user)).toEqual([]);
  });

  test.each([2, 3, 4])("a token of %i generations ago ends the session", async (generations) => {
    const store = openStore(topology);
    const { token } = await store.create(login());
    let current = token;
    for (let i = 0; i < generations; i += 1) current = await rotated(store, current);
    expect(await store.read(token)).toEqual({ status: "none", replayed: true });
    expect(await store.read(current)).toEqual(none);
  });

  test("a token of five generations ago is no longer known, and ends nothing", async () => {
    const store = openStore(topology);
    const { token } = await store.create(login());
    let current = token;
    for (let i = 0; i < 5; i += 1) current = await rotated(store, current);
    expect(await store.read(token)).toEqual(none);
    expect(await store.revoke({ token })).toBe(false);
    expect(await store.read(current)).toMatchObject({ status: "alive" });
  });

  test("of rotations at once on two stores one gets the new token, the others hear that it was superseded", async () => {
    const stores = [openStore(topology), openStore(topology)] as const;
    const { token } = await stores[0].create(login());
    const outcomes = await Promise.all([0, 1, 0, 1, 0, 1].map((i) => stores[i === 0 ? 0 : 1].rotate(token)));
    const statuses = outcomes.map(({ status }) => status).sort();
    expect(statuses).toEqual(["rotated", ...Array.from({ length: 5 }, () => "superseded")]);
  });

  test("a wrong secret with a right id reads nothing, rotates nothing and ends nothing", async () => {
    const store = openStore(topology);
    const { token } = await store.create(login());
    const next = await rotated(store, token);
    const other = (await store.create(login())).token;
    const forged = next.slice(0, -43) + other.slice(-43);
    expect(await store.read(forged)).toEqual(none);
    expect(await store.rotate(forged)).toEqual({ status: "none" });
    expect(await store.revoke({ token: forged })).toBe(false);
    expect(await store.read(next)).toMatchObject({ status: "alive", superseded: false });
  });

  test("a change that is in flight over a rotation isn't lost, and the logout by the old token counts", async () => {
    const store = openStore(topology);
    const { token, session } = await store.create(login());
    const [next] = await Promise.all([
      rotated(store, token),
      store.update(session, ({ count }) => ({ count: count + 1 })),
    ]);
    expect(await store.read(next)).toMatchObject({ session: { data: { count: 1 } } });
    expect(await store.revoke({ token })).toBe(true);
    expect(await store.read(next)).toEqual(none);
  });
});
