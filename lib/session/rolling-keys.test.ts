import { expect, test } from "vitest";
import { isUnavailable } from "./errors.ts";
import type { RedisSessions } from "./store.ts";
import { poll } from "./testing/poll.ts";
import { login, openStore, testEnvelopeKey, testPepper, type Visits } from "./testing/stores.ts";

const next = "the next key, which is 32 characters or more as well";
const steps = {
  last: { peppers: [testPepper, next], envelopeKeys: [testEnvelopeKey, next] },
  first: { peppers: [next, testPepper], envelopeKeys: [next, testEnvelopeKey] },
};
type Rings = (typeof steps)["last"];

/** Three nodes that people sign in to, and that restart one by one. */
class Nodes {
  readonly #nodes: RedisSessions<Visits>[] = [1, 2, 3].map(() => openStore("sentinel"));
  readonly #tokens: string[] = [];
  reads = 0;
  /** Reads that signed out a person who had signed in. */
  lost = 0;
  #over = false;

  async use(): Promise<void> {
    while (!this.#over) {
      try {
        this.#tokens.push((await this.#any.create(login())).token);
        for (let turn = 0; turn < 3; turn += 1) await this.#read();
      } catch (error) {
        if (!isUnavailable(error)) throw error;
      }
    }
  }

  /** Restarts each node in turn, with logins and reads between two restarts. */
  async restart(rings: Rings): Promise<void> {
    for (const number of this.#nodes.keys()) {
      this.#nodes[number] = openStore("sentinel", rings);
      const enough = this.reads + 60;
      await poll(async () => this.reads >= enough, { timeoutMs: 60_000, promise: "60 more reads" });
    }
  }

  end(): void {
    this.#over = true;
  }

  get #any(): RedisSessions<Visits> {
    return this.#nodes[Math.floor(Math.random() * 3)] as RedisSessions<Visits>;
  }

  async #read(): Promise<void> {
    // The latest logins are read most often, since a node may not know their keys yet.
    const recent = this.#tokens.slice(-10);
    const token = recent[Math.floor(Math.random() * recent.length)] ?? "";
    if ((await this.#any.read(token)).status !== "alive") this.lost += 1;
    this.reads += 1;
  }
}

async function rotated(order: readonly Rings[]): Promise<Nodes> {
  const nodes = new Nodes();
  const using = Promise.all([nodes.use(), nodes.use(), nodes.use()]);
  for (const rings of order) await nodes.restart(rings);
  nodes.end();
  await using;
  return nodes;
}

test("new keys that come last on every node, and then first, sign nobody out under load", async () => {
  const nodes = await rotated([steps.last, steps.first]);
  expect(nodes.reads).toBeGreaterThan(300);
  expect(nodes.lost).toBe(0);
}, 240_000);

test("new keys that come first at once sign people out at the nodes that don't know them (the control)", async () => {
  expect((await rotated([steps.first])).lost).toBeGreaterThan(0);
}, 240_000);
