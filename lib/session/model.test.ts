import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MemorySessions } from "./memory.ts";
import type { Session, SessionStore } from "./session.ts";
import { login, openStore, topologies, type Visits } from "./testing/stores.ts";

/** A token of one session, with its names in the store and in the model. */
interface Issued {
  user: string;
  real: { token: string; session: Session<Visits> };
  model: { token: string; session: Session<Visits> };
}

interface World {
  stores: readonly SessionStore<Visits>[];
  model: MemorySessions<Visits>;
  issued: Issued[];
  users: readonly string[];
}

type Side = "real" | "model";
type Operation = (store: SessionStore<Visits>, side: Side, world: World) => Promise<unknown>;
interface Step {
  store: number;
  user: number;
  issued: number;
  by: number;
}

/** The parts of an answer that are the same on both sides: everything but ids, times and tokens. */
const facts = (session: Session<Visits>) => ({
  user: session.user,
  data: session.data,
  metadata: session.metadata,
  parts: session.parts,
});
const positions = (side: Side, { issued }: World, ids: readonly string[]) =>
  ids.map((id) => issued.findIndex((one) => one[side].session.id === id)).sort((a, b) => a - b);

/** Each operation as a question with one answer. The test asks the store and the model. */
const operations = {
  read: (step: Step) =>
    pick(step, async (store, one) => {
      const read = await store.read(one.token, { slide: step.by % 2 === 0 });
      if (read.status === "none") return read;
      const { remaining: _, ...known } = read;
      return { ...known, session: facts(read.session) };
    }),
  update: (step: Step) =>
    pick(step, async (store, one) => {
      const updated = await store.update(one.session, ({ count }) => ({ count: count + step.by }));
      return updated.status === "updated" ? facts(updated.session) : updated;
    }),
  updatePart: (step: Step) =>
    pick(step, async (store, one) => {
      const part = step.by % 2 ? "express" : "shared";
      // Zero removes the part.
      const updated = await store.updatePart<number>(one.session, part, (n = 0) => n + step.by || undefined);
      return updated.status === "updated" ? facts(updated.session) : updated;
    }),
  revokeToken: (step: Step) => pick(step, (store, one) => store.revoke({ token: one.token })),
  revokeId: (step: Step) =>
    pick(step, (store, one) => store.revoke({ user: one.session.user, id: one.session.id })),
  forge: (step: Step) =>
    pick(step, async (store, one) => {
      const forged = one.token.replace(/[^.]+$/, "A".repeat(43));
      return [await store.read(forged), await store.rotate(forged), await store.revoke({ token: forged })];
    }),
  revokeAll:
    (step: Step): Operation =>
    async (store, side, world) => {
      const except =
        step.by % 2 ? world.issued[step.issued % world.issued.length]?.[side].session : undefined;
      return positions(side, world, await store.revokeAll(world.users[step.user] ?? "", except));
    },
  list:
    (step: Step): Operation =>
    async (store, side, world) => {
      const listed = await store.list(world.users[step.user] ?? "");
      return [
        positions(
          side,
          world,
          listed.map(({ id }) => id),
        ),
        listed.map((session) => session.readable && session.data.count),
      ];
    },
};

function pick(
  { issued }: Step,
  ask: (store: SessionStore<Visits>, one: Issued[Side]) => Promise<unknown>,
): Operation {
  return async (store, side, world) => {
    const one = world.issued[issued % world.issued.length];
    return one && ask(store, one[side]);
  };
}

async function create(world: World, { store, user, by }: Step): Promise<void> {
  // Two sessions of one millisecond have no order, so the model can't tell which is older.
  await pause(2);
  const asked = login(world.users[user], by);
  const real = await storeOf(world, store).create(asked);
  world.issued.push({ user: asked.user, real, model: await world.model.create(asked) });
}

/** A rotation is recorded as one more token of the same session. */
async function rotate(world: World, step: Step): Promise<void> {
  const one = world.issued[step.issued % world.issued.length];
  if (!one) return;
  const real = await storeOf(world, step.store).rotate(one.real.token);
  const model = await world.model.rotate(one.model.token);
  expect(real.status).toBe(model.status);
  if (real.status !== "rotated" || model.status !== "rotated") return;
  world.issued.push({
    user: one.user,
    real: { ...one.real, token: real.token },
    model: { ...one.model, token: model.token },
  });
}

const storeOf = ({ stores }: World, index: number): SessionStore<Visits> => {
  const store = stores[index];
  if (!store) throw new Error("There are two stores.");
  return store;
};

const steps = fc.array(
  fc.record({
    name: fc.constantFrom(
      "create",
      "create",
      "rotate",
      ...(Object.keys(operations) as (keyof typeof operations)[]),
    ),
    store: fc.nat(1),
    user: fc.nat(1),
    issued: fc.nat(20),
    by: fc.nat(9),
  }),
  { minLength: 10, maxLength: 40, size: "max" },
);

describe.each(topologies)("on %s", (topology) => {
  test("two stores in any order of operations answer as one model in memory does", async () => {
    const policy = { cap: 3 };
    const stores = [openStore(topology, { policy }), openStore(topology, { policy })];
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const users = [crypto.randomUUID(), crypto.randomUUID()];
        const world: World = { stores, model: new MemorySessions(policy), issued: [], users };
        for (const step of sequence) {
          if (step.name === "create") await create(world, step);
          else if (step.name === "rotate") await rotate(world, step);
          else {
            const ask = operations[step.name](step);
            const real = await ask(storeOf(world, step.store), "real", world);
            expect(real, step.name).toEqual(await ask(world.model, "model", world));
          }
        }
      }),
      { numRuns: 60 },
    );
  }, 30_000);
});
