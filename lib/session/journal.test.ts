import { describe, expect, onTestFinished, test, vi } from "vitest";
import { poll } from "../../stack/poll.ts";
import { RevocationJournal } from "./journal.ts";
import type { RedisSessions } from "./store.ts";
import {
  keysOf,
  killConnections,
  login,
  openOperator,
  openStore,
  topologies,
  type Visits,
} from "./testing/stores.ts";

const revocation = (id: string) => ({ tag: "tag", ids: [id] });

test("the journal keeps the youngest entries up to its limit", () => {
  const journal = new RevocationJournal({ limit: 3 });
  for (const id of ["a", "b", "c", "d"]) journal.add(revocation(id));
  expect(journal.recent()).toEqual(["b", "c", "d"].map(revocation));
  expect(journal.has("tag", "a")).toBe(false);
  expect(journal.has("tag", "d")).toBe(true);
  expect(journal.has("other", "d")).toBe(false);
});

test("an entry leaves when its time is over", () => {
  const journal = new RevocationJournal({ keepFor: 1000 });
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);
  onTestFinished(() => clock.mockRestore());
  journal.add(revocation("a"));
  clock.mockReturnValue(900);
  journal.add(revocation("b"));
  clock.mockReturnValue(1001);
  expect(journal.recent()).toEqual([revocation("b")]);
});

test("a session that was revoked again stays as long as the younger revocation", () => {
  const journal = new RevocationJournal({ limit: 2 });
  for (const id of ["a", "b", "a", "c"]) journal.add(revocation(id));
  expect(journal.recent()).toEqual(["a", "c"].map(revocation));
  expect(journal.has("tag", "a")).toBe(true);
  expect(journal.has("tag", "b")).toBe(false);
});

test("each of several sessions that were ended at once is known", () => {
  const journal = new RevocationJournal();
  journal.add({ tag: "tag", ids: ["a", "b"] });
  expect(["a", "b", "c"].map((id) => journal.has("tag", id))).toEqual([true, true, false]);
});

test("a full journal stays as it is, however many come after", () => {
  const journal = new RevocationJournal({ limit: 100 });
  const ids = Array.from({ length: 1000 }, (_, i) => `${i}`);
  for (const id of ids) {
    journal.add(revocation(id));
    expect(journal.recent().length).toBeLessThanOrEqual(100);
  }
  expect(journal.recent()).toEqual(ids.slice(-100).map(revocation));
  expect(ids.filter((id) => journal.has("tag", id))).toEqual(ids.slice(-100));
});

test("a revocation of nothing takes no place", () => {
  const journal = new RevocationJournal();
  journal.add({ tag: "tag", ids: [] });
  expect(journal.recent()).toEqual([]);
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

      // As an election leaves it that discards the replica which had the revocation.
      await operator.set(keys.record, record ?? "", "PX", 60_000);
      await operator.zadd(keys.index, session.expiresAt.getTime(), session.id);
      await operator.pexpire(keys.index, 60_000);
      // Control: whoever doesn't know of the revocation accepts the session again.
      expect(await openStore(topology).read(token)).toMatchObject({ status: "alive" });

      expect(await killConnections(topology, label)).toBeGreaterThan(0);
      const reads = await Promise.all(Array.from({ length: 20 }, () => store.read(token)));
      expect(new Set(reads.map(({ status }) => status))).toEqual(new Set(["none"]));
      // Where replicas answer while the connection is away, a moment later.
      await poll(async () => (await operator.exists(keys.record)) === 0, {
        timeoutMs: 2000,
        promise: "the revocation is repeated on the new connection",
      });
    },
  );
});
