import { describe, expect, onTestFinished, test, vi } from "vitest";
import { RevocationJournal } from "./journal.ts";
import { bytesPerSession } from "./journal-rows.ts";
import { tagOf } from "./keys.ts";
import type { RedisSessions } from "./store.ts";
import { poll } from "./testing/poll.ts";
import {
  keysOf,
  killConnections,
  login,
  openOperator,
  openStore,
  topologies,
  type Visits,
} from "./testing/stores.ts";
import { newToken } from "./token.ts";

const tag = tagOf("somebody");
const other = tagOf("somebody else");
const newIds = (count: number) => Array.from({ length: count }, () => newToken(tag).id);
const all = (journal: RevocationJournal) => journal.part(0, 1e6).ended;
const idsIn = (journal: RevocationJournal) => all(journal).map(({ id }) => id);

/** The clock stands still until it is set. */
function stoppedClock() {
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);
  onTestFinished(() => clock.mockRestore());
  return clock;
}

test("the journal keeps the youngest entries up to its memory, and tells how many it dropped", () => {
  const onDropped = vi.fn();
  const journal = new RevocationJournal({ maxBytes: 3 * bytesPerSession, onDropped });
  const ids = newIds(4);
  for (const id of ids.slice(0, 3)) journal.add({ tag, ids: [id] });
  expect(onDropped).not.toHaveBeenCalled();
  expect(journal.fill).toBe(1);
  journal.add({ tag, ids: ids.slice(3) });
  expect(onDropped.mock.calls).toEqual([[1]]);
  expect(all(journal)).toEqual(ids.slice(1).map((id) => ({ tag, id })));
  expect(ids.map((id) => journal.has(tag, id))).toEqual([false, true, true, true]);
  expect(ids.map((id) => journal.has(other, id))).toEqual([false, false, false, false]);
});

test("an entry leaves when its time is over, and was not dropped", () => {
  const onDropped = vi.fn();
  const clock = stoppedClock();
  const journal = new RevocationJournal({ keepFor: 1000, onDropped });
  const [first = "", second = ""] = newIds(2);
  journal.add({ tag, ids: [first] });
  clock.mockReturnValue(900);
  journal.add({ tag, ids: [second] });
  clock.mockReturnValue(1000);
  expect(idsIn(journal), "each stays for the whole time").toEqual([first, second]);
  clock.mockReturnValue(1200);
  expect(journal.has(tag, first)).toBe(false);
  expect(idsIn(journal)).toEqual([second]);
  clock.mockReturnValue(2200);
  expect(journal.size).toBe(0);
  expect(onDropped).not.toHaveBeenCalled();
});

test("a session that was revoked again stays as long as the younger revocation", () => {
  const clock = stoppedClock();
  const journal = new RevocationJournal({ keepFor: 1000 });
  const [first = "", second = ""] = newIds(2);
  journal.add({ tag, ids: [first, second] });
  clock.mockReturnValue(900);
  journal.add({ tag, ids: [first] });
  expect(idsIn(journal)).toEqual([second, first]);
  clock.mockReturnValue(1500);
  expect(idsIn(journal)).toEqual([first]);
});

test("600,000 sign-outs, 2,000 a second for five minutes, are all kept; with 300,000 more at once the oldest are dropped", () => {
  const clock = stoppedClock();
  let dropped = 0;
  const onDropped = (sessions: number) => {
    dropped += sessions;
  };
  const journal = new RevocationJournal({ onDropped });
  const bytes = Buffer.alloc(16);
  const numbered = (number: number) => {
    bytes.writeUInt32LE(number);
    return bytes.toString("base64url");
  };
  const add = (from: number, count: number) =>
    journal.add({ tag, ids: Array.from({ length: count }, (_, i) => numbered(from + i)) });
  for (let second = 0; second < 300; second += 1) {
    clock.mockReturnValue(second * 1000);
    add(second * 2000, 2000);
  }
  expect(dropped).toBe(0);
  expect(journal.size).toBe(600_000);
  add(600_000, 300_000);
  expect(dropped).toBeGreaterThan(0);
  expect(journal.size).toBe(900_000 - dropped);
  expect([dropped - 1, dropped, 899_999].map((i) => journal.has(tag, numbered(i)))).toEqual([
    false,
    true,
    true,
  ]);
  expect(journal.fill).toBe(1);
}, 60_000);

test("a journal that grew, filled up and emptied holds what a list would hold", () => {
  const clock = stoppedClock();
  const limit = 1000;
  const journal = new RevocationJournal({ keepFor: 60_000, maxBytes: limit * bytesPerSession });
  let model: { id: string; at: number }[] = [];
  const known = newIds(3000);
  for (let step = 0, now = 0; step < 6000; step += 1) {
    now += step % 2000 < 1500 ? 20 : 500;
    clock.mockReturnValue(now);
    const id = known[(step * 7919) % known.length] as string;
    journal.add({ tag, ids: [id] });
    model = model.filter((entry) => entry.at >= now - 60_000);
    model.push({ id, at: now });
    if (step % 97 > 0) continue;
    const kept = new Set(idsIn(journal));
    // Replaced entries take a place until they leave, so the journal may hold less than the limit,
    // but never a wrong entry.
    const youngest = new Set(model.slice(-limit).map((entry) => entry.id));
    expect([...kept].filter((one) => !journal.has(tag, one))).toEqual([]);
    expect(
      [...youngest].filter((one) => !kept.has(one)),
      `step ${step}`,
    ).toEqual([]);
    expect(journal.size).toBe(kept.size);
  }
});

test("each of several sessions that were ended at once is known", () => {
  const journal = new RevocationJournal();
  const ids = newIds(3);
  journal.add({ tag, ids: ids.slice(0, 2) });
  expect(ids.map((id) => journal.has(tag, id))).toEqual([true, true, false]);
});

test("what no session can be named takes no place", () => {
  const journal = new RevocationJournal();
  const [id = ""] = newIds(1);
  for (const ids of [[], [""], ["a"], [`${id}a`], [`${id.slice(0, 21)}B`], ["ä".repeat(22)]])
    journal.add({ tag, ids });
  journal.add({ tag: "tag", ids: [id] });
  expect(journal.size).toBe(0);
  // Control: the journal accepts every id that a token can have.
  journal.add({ tag, ids: newIds(500) });
  expect(journal.size).toBe(500);
});

test("parts that are asked for one after the other are the whole, also when some leave in between", () => {
  const journal = new RevocationJournal({ maxBytes: 100 * bytesPerSession });
  const ids = newIds(150);
  journal.add({ tag, ids: ids.slice(0, 100) });
  const first = journal.part(0, 40);
  expect(first.ended.map(({ id }) => id)).toEqual(ids.slice(0, 40));
  journal.add({ tag, ids: ids.slice(100) });
  const second = journal.part(first.next, 1000);
  expect(second.ended.map(({ id }) => id)).toEqual(ids.slice(50));
  expect(journal.part(second.next, 40).ended).toEqual([]);
});

interface Login {
  user: string;
  id: string;
  token: string;
}
const revocations: [string, (store: RedisSessions<Visits>, login: Login) => Promise<unknown>][] = [
  ["a logout", (store, { token }) => store.revoke({ token })],
  ["a revocation by id", (store, { user, id }) => store.revoke({ user, id })],
  ["signing out everywhere", (store, { user }) => store.revokeAll(user)],
];

describe.each(topologies)("on %s", (topology) => {
  test.each(revocations)(
    "%s that an election undid is repeated before the first read of a new connection",
    async (_, revoke) => {
      const label = `journal-${crypto.randomUUID().slice(0, 8)}`;
      const store = openStore(topology, { label });
      const operator = openOperator(topology);
      const { token, session } = await store.create(login());
      const keys = keysOf(session.user, session.id);
      const record = await operator.getBuffer(keys.record);
      await revoke(store, { user: session.user, id: session.id, token });

      // This is the state after an election that discards the replica which had the revocation.
      await operator.set(keys.record, record ?? "", "PX", 60_000);
      await operator.zadd(keys.index, session.expiresAt.getTime(), session.id);
      await operator.pexpire(keys.index, 60_000);
      // Control: a store that doesn't know of the revocation accepts the session again. It
      // announces nothing and so hears nothing: a store with announcements asks the others for the
      // sessions that they ended when it connects.
      const unaware = openStore(topology, { announcements: false });
      expect(await unaware.read(token)).toMatchObject({ status: "alive" });

      expect(await killConnections(topology, label)).toBeGreaterThan(0);
      const reads = await Promise.all(Array.from({ length: 20 }, () => store.read(token)));
      expect(new Set(reads.map(({ status }) => status))).toEqual(new Set(["none"]));
      // If replicas answer while the connection is away, this happens a moment later.
      await poll(async () => (await operator.zscore(keys.index, session.id)) === null, {
        timeoutMs: 2000,
        promise: "the revocation is repeated on the new connection",
      });
    },
  );
});
