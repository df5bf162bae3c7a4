import { describe, expect, test } from "vitest";
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

const none = { status: "none", replayed: false };
const graceMs = 400;
const policy = { grace: graceMs / 1000 };

async function rotated(store: RedisSessions<Visits>, token: string): Promise<string> {
  const outcome = await store.rotate(token);
  if (outcome.status !== "rotated") throw new Error(`The rotation was answered by ${outcome.status}.`);
  return outcome.token;
}

/** A word for the result of reading a token. */
async function said(store: RedisSessions<Visits>, token: string): Promise<string> {
  const read = await store.read(token);
  if (read.status === "none") return read.replayed ? "replayed" : "none";
  return read.superseded ? "superseded" : "alive";
}

/** Shows a token until it is refused, and returns how. */
const refusal = (store: RedisSessions<Visits>, token: string) =>
  poll(
    async () => {
      const word = await said(store, token);
      return word !== "superseded" && word;
    },
    { timeoutMs: 3000, promise: `the token is refused after a grace of ${graceMs} ms`, everyMs: 20 },
  );

/** Reads with the given token for longer than the grace. */
async function outlast(store: RedisSessions<Visits>, token: string): Promise<Set<string>> {
  const words = new Set<string>();
  const end = performance.now() + 3 * graceMs;
  await poll(
    async () => {
      words.add(await said(store, token));
      return performance.now() > end;
    },
    { timeoutMs: 5000, promise: "three graces pass", everyMs: 20 },
  );
  return words;
}

describe.each(topologies)("on %s", (topology) => {
  describe.each([1, 2] as const)("in format %i", (writeFormat) => {
    test("the old token leads to the session as superseded, and the session stays the same", async () => {
      const store = openStore(topology, { writeFormat });
      const { token, session } = await store.create(login());
      const next = await rotated(store, token);
      const [old, current] = [await store.read(token), await store.read(next)];
      expect(old).toMatchObject({ status: "alive", superseded: true, session: { id: session.id } });
      expect(current).toMatchObject({ status: "alive", superseded: false, session: { id: session.id } });
    });

    test("a browser that never got the answer to a rotation stays signed in by the token that it has", async () => {
      const store = openStore(topology, { policy, writeFormat });
      const { token } = await store.create(login());
      await store.rotate(token);
      expect([...(await outlast(store, token))]).toEqual(["superseded"]);
    });

    test("a rotation that is repeated before its token was shown gives the same token, on another node as well", async () => {
      const stores = [openStore(topology, { writeFormat }), openStore(topology, { writeFormat })] as const;
      const { token } = await stores[0].create(login());
      const next = await rotated(stores[0], token);
      for (let times = 0; times < 20; times += 1) expect(await rotated(stores[1], token)).toBe(next);
      expect(await said(stores[1], token)).toBe("superseded");
      expect(await said(stores[1], next)).toBe("alive");
      expect(await stores[0].rotate(token)).toEqual({ status: "superseded" });
    });

    test("shown after its successor was in use for the grace, the old token ends the session for both holders", async () => {
      const store = openStore(topology, { policy, writeFormat });
      const { token, session } = await store.create(login());
      const next = await rotated(store, token);
      expect(await said(store, next)).toBe("alive");
      expect(await refusal(store, token)).toBe("replayed");
      expect(await store.read(next)).toEqual(none);
      expect(await store.list(session.user)).toEqual([]);
    });

    test("the grace begins with the successor's first showing, and not with the rotation", async () => {
      const store = openStore(topology, { policy, writeFormat });
      const { token } = await store.create(login());
      const next = await rotated(store, token);
      expect([...(await outlast(store, token))]).toEqual(["superseded"]);
      expect(await said(store, next)).toBe("alive");
      expect(await said(store, token)).toBe("superseded");
      expect(await refusal(store, token)).toBe("replayed");
    });

    test("a second rotation a moment later takes nothing from the first token's grace", async () => {
      const store = openStore(topology, { writeFormat });
      const { token } = await store.create(login());
      const second = await rotated(store, token);
      const third = await rotated(store, second);
      expect(await said(store, token)).toBe("superseded");
      expect(await said(store, second)).toBe("superseded");
      expect(await said(store, third)).toBe("alive");
      expect(await said(store, token)).toBe("superseded");
    });

    test.each([1, 4])("a token of %i rotations ago ends the session after the grace", async (generations) => {
      const store = openStore(topology, { policy, writeFormat });
      const { token } = await store.create(login());
      let current = token;
      for (let i = 0; i < generations; i += 1) current = await rotated(store, current);
      expect(await said(store, current)).toBe("alive");
      expect(await refusal(store, token)).toBe("replayed");
      expect(await store.read(current)).toEqual(none);
    });

    test("of rotations at once on two stores each gets the same next token", async () => {
      const stores = [openStore(topology, { writeFormat }), openStore(topology, { writeFormat })] as const;
      const { token } = await stores[0].create(login());
      const tokens = await Promise.all(
        [0, 1, 0, 1, 0, 1].map((i) => rotated(stores[i === 0 ? 0 : 1], token)),
      );
      expect(new Set(tokens).size).toBe(1);
    });

    test("a wrong secret with a right id reads nothing, rotates nothing and ends nothing", async () => {
      const store = openStore(topology, { writeFormat });
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
      const store = openStore(topology, { writeFormat });
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

  test("a token that was given twice has no successor until both answers must have arrived", async () => {
    const store = openStore(topology, { policy });
    const { token } = await store.create(login());
    const next = await rotated(store, token);
    expect(await rotated(store, token)).toBe(next);
    expect(await rotated(store, next)).toBe(next);
    expect(await said(store, next)).toBe("alive");
    const third = await poll(
      async () => {
        const given = await rotated(store, next);
        return given !== next && given;
      },
      { timeoutMs: 3000, promise: "a rotation gives another token after the grace", everyMs: 20 },
    );
    expect(await said(store, third)).toBe("alive");
  });

  test("a token of five rotations ago is known while a request with it may be in flight, and unknown after", async () => {
    const store = openStore(topology, { policy });
    const { token } = await store.create(login());
    let current = token;
    for (let i = 0; i < 5; i += 1) current = await rotated(store, current);
    expect(await said(store, token)).toBe("superseded");
    await outlast(store, current);
    current = await rotated(store, current);
    expect(await store.read(token)).toEqual(none);
    expect(await store.revoke({ token })).toBe(false);
    expect(await said(store, current)).toBe("alive");
  });

  test("a node judges no replay within a grace of its connection, as the primary's clock may be another", async () => {
    const grace = 2;
    const label = `judge-${crypto.randomUUID()}`;
    const store = openStore(topology, { policy: { grace } });
    const { token, session } = await store.create(login());
    const next = await rotated(store, token);
    expect(await said(store, next)).toBe("alive");
    // This is the state if the clock of another primary were a minute ahead.
    const { record } = keysOf(session.user, session.id);
    const operator = openOperator(topology);
    const shown = Buffer.alloc(6);
    shown.writeUIntBE(Date.now() - 60_000, 0, 6);
    await operator.setrange(record, 50, shown);
    const other = openStore(topology, { policy: { grace }, label });
    expect(await said(other, token)).toBe("superseded");
    await poll(async () => (await killConnections(topology, label)) > 0, {
      timeoutMs: 2000,
      promise: "the node has connections that can be broken",
    });
    expect(await said(other, token)).toBe("superseded");
    expect(await refusal(other, token)).toBe("replayed");
  });

  test("the token that follows is the same whichever pepper a node has first", async () => {
    const peppers = [
      "the first pepper, which is 43 characters or more",
      "the other pepper, which is as long as that one",
    ];
    const ahead = openStore(topology, { peppers });
    const behind = openStore(topology, { peppers: peppers.toReversed() });
    const { token } = await ahead.create(login());
    const next = await rotated(ahead, token);
    expect(await rotated(behind, token)).toBe(next);
    expect(await said(behind, next)).toBe("alive");
  });

  test("a verifier that is moved into another session's record proves nothing there", async () => {
    const store = openStore(topology);
    const [mine, yours] = [await store.create(login()), await store.create(login())];
    const operator = openOperator(topology);
    const key = ({ session }: typeof mine) => keysOf(session.user, session.id).record;
    const verifier = (await operator.getBuffer(key(mine)))?.subarray(2, 20) ?? "";
    await operator.setrange(key(yours), 2, verifier);
    const stranger = yours.token.slice(0, -43) + mine.token.slice(-43);
    expect(await store.read(stranger)).toEqual(none);
  });

  test("the control: in format 1, which earlier builds read, it opens the other session", async () => {
    const store = openStore(topology, { writeFormat: 1 });
    const [mine, yours] = [await store.create(login()), await store.create(login())];
    const operator = openOperator(topology);
    const key = ({ session }: typeof mine) => keysOf(session.user, session.id).record;
    const verifier = (await operator.getBuffer(key(mine)))?.subarray(2, 20) ?? "";
    await operator.setrange(key(yours), 2, verifier);
    const stranger = yours.token.slice(0, -43) + mine.token.slice(-43);
    expect((await store.read(stranger)).status).toBe("alive");
  });
});
