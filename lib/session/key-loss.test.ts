import { describe, expect, test } from "vitest";
import { accepted, keysOf, login, openOperator, openStore, topologies } from "./testing/stores.ts";

/** The key that is lost. The user has three sessions, and the second was revoked. */
const losses = ["the index", "the first record", "the revoked record", "the last record"] as const;

describe.each(topologies)("on %s", (topology) => {
  test.each(losses)(
    "without %s, what is listed is what is accepted, and the revoked one stays dead",
    async (lost) => {
      const store = openStore(topology);
      const operator = openOperator(topology);
      const user = crypto.randomUUID();
      const logins = [
        await store.create(login(user)),
        await store.create(login(user)),
        await store.create(login(user)),
      ];
      const [first, second, third] = logins.map(({ session }) => keysOf(user, session.id));
      if (!first || !second || !third) throw new Error("There were three logins.");
      // This revokes as an older build did that leaves records behind: only the index decides.
      const orphan = await operator.getBuffer(second.record);
      await store.revoke({ user, id: logins[1]?.session.id ?? "" });
      await operator.set(second.record, orphan ?? "", "PX", 60_000);

      const keys = {
        "the index": first.index,
        "the first record": first.record,
        "the revoked record": second.record,
        "the last record": third.record,
      };
      expect(await operator.unlink(keys[lost])).toBe(1);

      const reads = await accepted(
        store,
        logins.map(({ token }) => token),
      );
      const listed = (await store.list(user)).map(({ id }) => id);
      expect(logins.map(({ session }) => listed.includes(session.id))).toEqual(reads);
      expect(reads).toEqual(
        {
          "the index": [false, false, false],
          "the first record": [false, false, true],
          "the revoked record": [true, false, true],
          "the last record": [true, false, false],
        }[lost],
      );
    },
  );

  test("a login after the index was lost doesn't bring the older sessions back", async () => {
    const store = openStore(topology);
    const user = crypto.randomUUID();
    const old = await store.create(login(user));
    await openOperator(topology).unlink(keysOf(user, old.session.id).index);
    const next = await store.create(login(user));
    expect(await accepted(store, [old.token, next.token])).toEqual([false, true]);
    expect((await store.list(user)).map(({ id }) => id)).toEqual([next.session.id]);
  });

  test("an update, a rotation and a slide don't bring back a session whose record was lost", async () => {
    const store = openStore(topology, { policy: { idle: 100, slideShare: 0.00001 } });
    const { token, session } = await store.create(login());
    const keys = keysOf(session.user, session.id);
    await openOperator(topology).unlink(keys.record);
    await Promise.all([store.update(session, (data) => data), store.rotate(token), store.read(token)]);
    expect(await store.read(token)).toEqual({ status: "none", replayed: false });
    expect(await store.list(session.user)).toEqual([]);
  });

  test("a record that lost its index while it was changed stays dead, and both keys have an expiry", async () => {
    const store = openStore(topology);
    const operator = openOperator(topology);
    const { token, session } = await store.create(login());
    const keys = keysOf(session.user, session.id);
    expect(await operator.pttl(keys.record)).toBeGreaterThan(0);
    expect(await operator.pttl(keys.index)).toBeGreaterThan(0);
    await operator.unlink(keys.index);
    expect(await store.update(session, (data) => data)).toEqual({ status: "none" });
    expect(await store.rotate(token)).toEqual({ status: "none" });
    expect(await operator.exists(keys.index)).toBe(0);
  });
});
