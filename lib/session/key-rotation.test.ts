import { describe, expect, test } from "vitest";
import { accepted, login, openStore, testEnvelopeKey, testPepper, topologies } from "./testing/stores.ts";

const next = "the next key, which is 32 characters or more as well";

describe.each(topologies)("on %s", (topology) => {
  describe.each([
    ["pepper", "peppers", testPepper],
    ["envelope key", "envelopeKeys", testEnvelopeKey],
  ] as const)("a rotated %s", (_, ring, old) => {
    test("logs nobody out, whichever node has it first", async () => {
      const behind = openStore(topology, { [ring]: [old, next] });
      const ahead = openStore(topology, { [ring]: [next, old] });
      const user = crypto.randomUUID();
      const logins = [await behind.create(login(user)), await ahead.create(login(user))];
      const tokens = logins.map(({ token }) => token);
      for (const store of [behind, ahead]) {
        expect(await accepted(store, tokens)).toEqual([true, true]);
        expect(await store.list(user)).toHaveLength(2);
      }
    });

    test("ends what it protected once it is dropped, and the list says the same", async () => {
      const before = openStore(topology, { [ring]: [old] });
      const after = openStore(topology, { [ring]: [next] });
      const user = crypto.randomUUID();
      const ended = await before.create(login(user));
      const kept = await after.create(login(user));
      expect(await accepted(after, [ended.token, kept.token])).toEqual([false, true]);
      expect((await after.list(user)).map(({ id }) => id)).toEqual([kept.session.id]);
    });
  });

  test("a session that was rotated or updated since lives on without the old keys", async () => {
    const before = openStore(topology);
    const both = openStore(topology, { peppers: [next, testPepper], envelopeKeys: [next, testEnvelopeKey] });
    const after = openStore(topology, { peppers: [next], envelopeKeys: [next] });
    const { token, session } = await before.create(login());
    const rotated = await both.rotate(token);
    await both.update(session, ({ count }) => ({ count: count + 1 }));
    if (rotated.status !== "rotated") throw new Error(`The rotation was answered by ${rotated.status}.`);
    expect(await after.read(rotated.token)).toMatchObject({ session: { data: { count: 1 } } });
    expect(await after.list(session.user)).toHaveLength(1);
  });
});
