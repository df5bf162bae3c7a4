import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import type { RedisSessions } from "./store.ts";
import { interleave, later, type Roll } from "./testing/interleavings.ts";
import { login, openStore, type Visits } from "./testing/stores.ts";

/**
 * Seconds. A request that takes longer, as on a machine that stalls, is not an honest one by the
 * store's rule.
 */
const grace = 2;
const times = 1000;

type Rotate = (store: RedisSessions<Visits>, token: string) => Promise<string | undefined>;

const rotate: Rotate = async (store, token) => {
  const outcome = await store.rotate(token);
  return outcome.status === "rotated" ? outcome.token : undefined;
};

/** Behaves as if the grace began with the rotation, whether or not its answer arrived. */
const rotateByTimeAlone: Rotate = async (store, token) => {
  const next = await rotate(store, token);
  if (next) await store.read(next);
  return next;
};

/**
 * A browser: one jar for all of its tabs. A request carries the token that the jar has when it
 * leaves, and an answer may be lost or late.
 */
class Browser {
  token: string;
  /** Milliseconds that its slowest request took. */
  slowest = 0;
  readonly #stores: readonly RedisSessions<Visits>[];
  readonly #roll: Roll;
  readonly #rotate: Rotate;

  constructor(token: string, stores: readonly RedisSessions<Visits>[], roll: Roll, how: Rotate) {
    this.token = token;
    this.#stores = stores;
    this.#roll = roll;
    this.#rotate = how;
  }

  async read(): Promise<boolean> {
    const { status } = await this.#send((node, token) => node.read(token));
    return status === "alive";
  }

  async rotate(): Promise<void> {
    const next = await this.#send(this.#rotate);
    // A third of the answers are lost: the person closed the tab, the node died, or the phone went
    // into a tunnel.
    if (next && this.#roll(3) > 0) this.token = next;
  }

  async #send<T>(request: (node: RedisSessions<Visits>, token: string) => Promise<T>): Promise<T> {
    const { token } = this;
    const sent = performance.now();
    await later(this.#roll(20));
    const answer = await request(this.#node(), token);
    await later(this.#roll(20));
    this.slowest = Math.max(this.slowest, performance.now() - sent);
    return answer;
  }

  #node(): RedisSessions<Visits> {
    return this.#stores[this.#roll(2)] as RedisSessions<Visits>;
  }
}

/**
 * Two tabs that read and rotate, and repeat; then a pause that is longer than the grace; then a
 * reload. The result is whether every read said yes, and undefined if a request took longer than
 * the grace.
 */
async function staysSignedIn(stores: readonly RedisSessions<Visits>[], roll: Roll, how: Rotate) {
  const { token } = await (stores[0] as RedisSessions<Visits>).create(login());
  const browser = new Browser(token, stores, roll, how);
  const yes: boolean[] = [];
  const tab = async () => {
    for (let request = 0; request < 6; request += 1) {
      if (roll(2) === 0) await browser.rotate();
      else yes.push(await browser.read());
    }
  };
  await Promise.all([tab(), tab()]);
  await pause(grace * 1100);
  yes.push(await browser.read());
  return browser.slowest < grace * 1000 ? yes.every(Boolean) : undefined;
}

const refused = (stayed: readonly (boolean | undefined)[]) => stayed.filter((stays) => stays === false);

test(`of ${times} browsers with two tabs, lost answers, retries and two nodes, none is signed out`, async () => {
  const stores = [
    openStore("standalone", { policy: { grace } }),
    openStore("standalone", { policy: { grace } }),
  ];
  const stayed: (boolean | undefined)[] = [];
  while (stayed.filter((stays) => stays !== undefined).length < times) {
    const more = { atOnce: times / 5, firstSeed: stayed.length };
    stayed.push(...(await interleave(times / 5, (roll) => staysSignedIn(stores, roll, rotate), more)));
  }
  expect(refused(stayed)).toHaveLength(0);
}, 180_000);

test("the control: judged by the time of the rotation alone, honest browsers are signed out", async () => {
  const stores = [
    openStore("standalone", { policy: { grace } }),
    openStore("standalone", { policy: { grace } }),
  ];
  const stayed = await interleave(50, (roll) => staysSignedIn(stores, roll, rotateByTimeAlone));
  expect(refused(stayed).length).toBeGreaterThan(0);
}, 60_000);

test("a thief's copy, shown after its owner used the next token for the grace, ends the session in every interleaving", async () => {
  const stores = [
    openStore("standalone", { policy: { grace } }),
    openStore("standalone", { policy: { grace } }),
  ];
  const outcomes = await interleave(200, async (roll) => {
    const { token } = await (stores[0] as RedisSessions<Visits>).create(login());
    const owner = new Browser(token, stores, roll, rotate);
    const copy = owner.token;
    while (owner.token === copy) await owner.rotate();
    for (let request = roll(3); request >= 0; request -= 1) await owner.read();
    await pause(grace * 1100);
    const thief = await (stores[roll(2)] as RedisSessions<Visits>).read(copy);
    return { thief, owner: await owner.read() };
  });
  for (const outcome of outcomes)
    expect(outcome).toEqual({ thief: { status: "none", replayed: true }, owner: false });
}, 60_000);
