import { setTimeout as pause } from "node:timers/promises";
import calculateSlot from "cluster-key-slot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tagOf } from "./keys.ts";
import type { RedisSessions } from "./store.ts";
import { type OwnNode, OwnRedis } from "./testing/own-redis.ts";
import { ownerOf, SlotMove } from "./testing/slot-move.ts";
import { keysOf, login, openStore, type Visits } from "./testing/stores.ts";

let redis: OwnRedis;
let url: string;
let primaries: readonly OwnNode[];

beforeAll(async () => {
  redis = await OwnRedis.begin();
  ({ url, primaries } = await redis.cluster());
}, 40_000);
afterAll(() => redis.end());

const slot = calculateSlot(tagOf("somebody"));
const users = usersIn(slot, 8);
/** The two primaries between which the slot moves back and forth. */
const ends = () => {
  const from = ownerOf(slot, primaries);
  const to = primaries.find((primary) => primary !== from) as OwnNode;
  return [from, to] as const;
};

/** Users whose keys are in one slot. */
function usersIn(wanted: number, count: number): string[] {
  const found: string[] = [];
  for (let nth = 0; found.length < count; nth += 1)
    if (calculateSlot(tagOf(`user ${nth}`)) === wanted) found.push(`user ${nth}`);
  return found;
}

/** Repeats everything that a user does until the end, and collects the faults. */
async function live(store: RedisSessions<Visits>, user: string, isOver: () => boolean) {
  const faults: string[] = [];
  const attempt = async <T>(what: string, work: () => Promise<T>, isRight: (answer: T) => boolean) => {
    const answer = await work().catch((error: unknown) => String(error));
    if (typeof answer === "string") faults.push(`${what}: ${answer}`);
    else if (!isRight(answer)) faults.push(`${what}: a wrong answer`);
  };
  const kept = await store.create(login(user));
  let rounds = 0;
  for (; !isOver(); rounds += 1) {
    const count = rounds;
    const isAlive = (read: Awaited<ReturnType<typeof store.read>>) =>
      read.status === "alive" && read.session.data.count === count;
    await attempt("read", () => store.read(kept.token), isAlive);
    const add = (data: Visits) => ({ count: data.count + 1 });
    await attempt(
      "update",
      () => store.update(kept.session, add),
      ({ status }) => status === "updated",
    );
    const short = await store.create(login(user)).catch((error: unknown) => faults.push(`create: ${error}`));
    if (typeof short === "number") continue;
    const ids = [kept.session.id, short.session.id];
    await attempt(
      "list",
      () => store.list(user),
      (all) => all.length === 2 && all.every(({ id }) => ids.includes(id)),
    );
    await attempt(
      "revoke",
      () => store.revoke({ token: short.token }),
      (was) => was,
    );
    await attempt(
      "read",
      () => store.read(short.token),
      ({ status }) => status === "none",
    );
  }
  return { faults, rounds };
}

test("while a slot goes back and forth key by key, no request of its users fails, and no session is lost or comes back", async () => {
  const store = openStore("cluster", { url, deadlines: { read: 2000, write: 2000 } });
  const gone = await store.create(login(users[0]));
  await store.revoke({ token: gone.token });
  let over = false;
  const lives = users.map((user) => live(store, user, () => over));
  const [home, away] = ends();
  for (const [from, to, heldFor] of [
    // All keys have left for longer than a write's deadline, and no node says that the slot has
    // moved.
    [home, away, 2500],
    [away, home, 0],
    [home, away, 0],
  ] as const) {
    const move = new SlotMove(slot, from, to);
    await move.begin();
    await move.moveKeys();
    await pause(heldFor);
    await move.finish(primaries);
    await pause(200);
  }
  over = true;
  const all = await Promise.all(lives);
  expect(all.flatMap(({ faults }) => faults)).toEqual([]);
  expect(Math.min(...all.map(({ rounds }) => rounds))).toBeGreaterThan(5);
  expect((await store.read(gone.token)).status).toBe("none");
}, 60_000);

test("while a slot is on its way, what has left is served at once: who has nothing there logs in, and the gone are refused", async () => {
  const store = openStore("cluster", { url, deadlines: { read: 1000, write: 1000 } });
  const [user = "", other = ""] = usersIn(slot, 10).slice(8);
  const [first, second] = [await store.create(login(user)), await store.create(login(user))];
  const owner = await ownerNow();
  const to = ends().find((node) => node !== owner) as OwnNode;
  const move = new SlotMove(slot, owner, to);
  await move.begin();
  const { index } = keysOf(user, first.session.id);
  const records = [first, second].map(({ session }) => keysOf(user, session.id).record);
  // The new node has only the index: both sessions live, and neither is reported as ended.
  await move.moveKey(index);
  await expect(store.list(user)).rejects.toThrow(/Redis|slot/);
  await expect(store.read(first.token)).rejects.toThrow(/Redis|slot/);
  for (const record of records) await move.moveKey(record);
  expect(await store.list(user)).toHaveLength(2);
  expect((await store.read(first.token)).status).toBe("alive");
  expect((await store.update(second.session, ({ count }) => ({ count: count + 1 }))).status).toBe("updated");
  const third = await store.create(login(user));
  expect(await store.revoke({ token: third.token })).toBe(true);
  expect((await store.read(third.token)).status).toBe("none");
  const stranger = await store.create(login(other));
  expect((await store.read(stranger.token)).status).toBe("alive");
  await move.moveKeys();
  await move.finish(primaries);
  expect(await store.list(user)).toHaveLength(2);
  expect((await store.read(stranger.token)).status).toBe("alive");
}, 30_000);

/** The primary that serves the slot. */
async function ownerNow(): Promise<OwnNode> {
  for (const node of primaries) {
    const serves = await node.operator.exists(`{${tagOf(users[0] ?? "")}}`).then(
      () => true,
      () => false,
    );
    if (serves) return node;
  }
  throw new Error("No primary has the slot.");
}
