import { describe, expect, test } from "vitest";
import { tagOf } from "./keys.ts";
import type { RedisSessions } from "./store.ts";
import { poll } from "./testing/poll.ts";
import {
  accepted,
  keysOf,
  killConnections,
  login,
  openOperator,
  openStore,
  topologies,
  type Visits,
} from "./testing/stores.ts";
import { newToken } from "./token.ts";

const newIds = (count: number) => Array.from({ length: count }, () => newToken(tagOf("anybody")).id);

/**
 * A login that the store knows to have ended and Redis doesn't, as after an election that discarded
 * the end.
 */
async function endedElsewhere(store: RedisSessions<Visits>, among: (id: string) => string[]) {
  const { token, session } = await store.create(login());
  // This read makes sure that the connection is in use already, so it doesn't repeat what the store
  // learns from here on.
  expect(await accepted(store, [token])).toEqual([true]);
  store.learn({ tag: tagOf(session.user), ids: among(session.id) });
  return token;
}

describe.each(topologies)("on %s", (topology) => {
  const labelled = () => {
    const label = `repetition-${crypto.randomUUID().slice(0, 8)}`;
    const store = openStore(topology, { label, deadlines: { read: 8000, write: 8000 } });
    const isNoneOnNewConnection = async (token: string) => {
      expect(await accepted(store, [token]), "control: nothing else ends it").toEqual([true]);
      expect(await killConnections(topology, label)).toBeGreaterThan(0);
      await poll(async () => (await store.read(token)).status === "none", {
        timeoutMs: 8000,
        promise: "the session that was ended is ended again on the new connection",
      });
    };
    return { store, isNoneOnNewConnection };
  };

  test("70,000 sessions of one user that were ended at once are repeated, and reads go on", async () => {
    const { store, isNoneOnNewConnection } = labelled();
    const token = await endedElsewhere(store, (id) => [...newIds(69_999), id]);
    await isNoneOnNewConnection(token);
  }, 30_000);

  test("the first of 20,000 sign-outs of different users is repeated, too", async () => {
    const { store, isNoneOnNewConnection } = labelled();
    const token = await endedElsewhere(store, (id) => [id]);
    for (let i = 0; i < 20_000; i += 1) store.learn({ tag: tagOf(`user ${i}`), ids: newIds(1) });
    await isNoneOnNewConnection(token);
  }, 30_000);

  test("repeating that a user was signed out everywhere ends neither later logins nor the spared session", async () => {
    const { store, isNoneOnNewConnection } = labelled();
    const user = crypto.randomUUID();
    const [spared, ended] = [await store.create(login(user)), await store.create(login(user))];
    const operator = openOperator(topology);
    const { index, record } = keysOf(user, ended.session.id);
    const before = await operator.getBuffer(record);
    await store.revokeAll(user, spared.session);
    const later = await store.create(login(user));
    expect(await accepted(store, [ended.token])).toEqual([false]);
    // This is the state after an election that discards the replica which had the revocation.
    await operator.set(record, before ?? "", "PX", 60_000);
    await operator.zadd(index, ended.session.expiresAt.getTime(), ended.session.id);
    await isNoneOnNewConnection(ended.token);
    expect(await accepted(store, [spared.token, later.token, ended.token])).toEqual([true, true, false]);
  }, 30_000);
});
