import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { SessionTooLarge } from "./errors.ts";
import { keysOf, login, openOperator, openStore, topologies } from "./testing/stores.ts";

interface Text {
  text: string;
}

const long = { text: "a".repeat(2_000_000) };
const asked = (user: string, data: Text) => ({ ...login(user), data });

describe.each(topologies)("on %s", (topology) => {
  describe.each([1, 2] as const)("in format %i", (writeFormat) => {
    test("what is too large before compression is refused, although little is left of it afterwards", async () => {
      const store = openStore<Text>(topology, { writeFormat });
      const user = crypto.randomUUID();
      const refused = store.create(asked(user, long));
      await expect(refused).rejects.toThrow(SessionTooLarge);
      await expect(refused).rejects.toThrow(/before compression.*maxPlainBytes/);
      expect(await store.list(user)).toEqual([]);

      const { token, session } = await store.create(asked(user, { text: "short" }));
      await expect(store.update(session, () => long)).rejects.toThrow(SessionTooLarge);
      expect(await store.read(token)).toMatchObject({ session: { data: { text: "short" } } });
      expect(await store.list(user)).toHaveLength(1);
    });

    test("what is too large after compression is refused, and a policy may allow more", async () => {
      const data = { text: randomBytes(4000).toString("base64") };
      const user = crypto.randomUUID();
      const store = openStore<Text>(topology, { writeFormat });
      await expect(store.create(asked(user, data))).rejects.toThrow(/in Redis.*maxBytes/);
      const generous = openStore<Text>(topology, { writeFormat, policy: { maxBytes: 8192 } });
      const { token } = await generous.create(asked(user, data));
      expect(await store.read(token)).toMatchObject({ session: { data } });
    });
  });

  test("records that can't be read break neither the reads beside them nor the list, and can be revoked", async () => {
    const store = openStore(topology);
    const operator = openOperator(topology);
    const user = crypto.randomUUID();
    const fine = await store.create(login(user, 7));
    const damage: Record<string, (record: string) => Promise<unknown>> = {
      altered: async (record) => operator.setrange(record, (await operator.strlen(record)) - 1, "~"),
      "cut short": (record) => operator.set(record, "\x02\x00", "KEEPTTL"),
      empty: (record) => operator.set(record, "", "KEEPTTL"),
      "of another layout": (record) => operator.setrange(record, 0, "\x09"),
      "of another type": async (record) => {
        await operator.del(record);
        await operator.lpush(record, "not a string");
      },
    };
    const broken = await Promise.all(
      Object.values(damage).map(async (break_) => {
        const { token, session } = await store.create(login(user));
        await break_(keysOf(user, session.id).record);
        return { token, id: session.id };
      }),
    );
    const reads = await Promise.allSettled([fine, ...broken].map(({ token }) => store.read(token)));
    expect(reads[0]).toMatchObject({ status: "fulfilled", value: { session: { data: { count: 7 } } } });
    expect(reads.slice(1).map(({ status }) => status)).toEqual(broken.map(() => "rejected"));

    const listed = await store.list(user);
    const ids = (readable: boolean) => listed.filter((one) => one.readable === readable).map(({ id }) => id);
    expect(ids(true)).toEqual([fine.session.id]);
    expect(ids(false).sort()).toEqual(broken.map(({ id }) => id).sort());
    for (const { id } of broken) expect(await store.revoke({ user, id })).toBe(true);
    expect((await store.list(user)).map(({ id }) => id)).toEqual([fine.session.id]);
  });
});
