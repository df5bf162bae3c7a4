import { randomUUID } from "node:crypto";
import { expect, inject, onTestFinished, test } from "vitest";
import { openStore } from "../../lib/session/testing/stores.ts";
import { openPeer, type PeerName, peerNames } from "./open.ts";

interface Visits {
  readonly count: number;
}

function peer(name: PeerName) {
  const store = openPeer<Visits, undefined>(name, inject("redisUrls").standalone, name);
  onTestFinished(() => store.close());
  return store;
}

test.each(peerNames)(
  "%s does all that the site asks of a store while nothing is broken",
  async (name) => {
    const store = peer(name);
    const user = `${randomUUID()}@example.com`;
    const login = () => store.create({ user, data: { count: 0 } });
    const [first, second, third] = [await login(), await login(), await login()];
    const ids = async () => (await store.list(user)).map(({ id }) => id).sort();
    expect(await ids()).toEqual([first, second, third].map(({ session }) => session.id).sort());

    const read = await store.read(first.token);
    expect(read).toMatchObject({
      status: "alive",
      session: { id: first.session.id, user, data: { count: 0 } },
    });
    await store.update(first.session, ({ count }) => ({ count: count + 1 }));
    await store.updatePart(first.session, "seen", () => ["a"]);
    expect(await store.read(first.token)).toMatchObject({
      session: { data: { count: 1 }, parts: { seen: ["a"] } },
    });

    const rotated = await store.rotate(first.token);
    expect(rotated.status).toBe("rotated");
    expect((await store.read(first.token)).status).toBe("none");
    const token = rotated.status === "rotated" ? rotated.token : "";
    expect(await store.read(token)).toMatchObject({ session: { id: first.session.id, data: { count: 1 } } });

    expect(await store.revoke({ user, id: second.session.id })).toBe(true);
    expect((await store.read(second.token)).status).toBe("none");
    expect(await store.revoke({ user, id: second.session.id })).toBe(false);
    expect(await store.revokeAll(user, { id: first.session.id })).toEqual([third.session.id]);
    expect((await store.read(third.token)).status).toBe("none");
    expect(await ids()).toEqual([first.session.id]);
    expect(await store.revoke({ token })).toBe(true);
    expect(await ids()).toEqual([]);
  },
  60_000,
);

const atOnce = 25;

test("control: of 25 updates at once each peer loses some, and the store none", async () => {
  const counted = async (store: Pick<ReturnType<typeof peer>, "create" | "read" | "update">) => {
    const { token, session } = await store.create({ user: randomUUID(), data: { count: 0 } });
    const update = () => store.update(session, ({ count }) => ({ count: count + 1 }));
    await Promise.all(Array.from({ length: atOnce }, update));
    const read = await store.read(token);
    return read.status === "alive" ? read.session.data.count : Number.NaN;
  };
  expect(await counted(openStore<Visits>("standalone"))).toBe(atOnce);
  for (const name of peerNames) expect(await counted(peer(name)), name).toBeLessThan(atOnce);
}, 60_000);

test("control: of 25 logins at once better-auth's own list lacks some, and the store's none", async () => {
  const listed = async (store: Pick<ReturnType<typeof peer>, "create" | "list">) => {
    const user = randomUUID();
    const login = () => store.create({ user, data: { count: 0 } });
    await Promise.all(Array.from({ length: atOnce }, login));
    return (await store.list(user)).length;
  };
  expect(await listed(openStore<Visits>("standalone", { policy: { cap: 100 } }))).toBe(atOnce);
  expect(await listed(peer("better-auth"))).toBeLessThan(atOnce);
}, 60_000);
