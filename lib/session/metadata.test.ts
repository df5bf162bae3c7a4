import { describe, expect, test } from "vitest";
import type { MetadataFormat } from "./metadata.ts";
import { login, openStore, topologies, type Visits } from "./testing/stores.ts";

interface Origin {
  office: string;
  badge: { number: number };
}

const format: MetadataFormat<Origin> = {
  write: ({ office, badge }) => [office, badge.number],
  read(kept) {
    const [office, number] = kept as [string, number];
    return { office, badge: { number } };
  },
};
const origin = { office: "Nairobi", badge: { number: 7 } };

describe.each(topologies)("on %s", (topology) => {
  test.each([1, 2] as const)(
    "metadata of the caller's type stays through an update, a rotation and a list, in format %d",
    async (writeFormat) => {
      const store = openStore<Visits, Origin>(topology, { metadata: format, writeFormat });
      const { token, session } = await store.create({ ...login(), metadata: origin });
      expect(session.metadata).toEqual(origin);
      session.metadata.office = "changed by a caller";
      const updated = await store.update(session, ({ count }) => ({ count: count + 1 }));
      expect(updated).toMatchObject({ session: { metadata: origin, data: { count: 1 } } });
      const rotated = await store.rotate(token);
      const read = await store.read(rotated.status === "rotated" ? rotated.token : "");
      expect(read).toMatchObject({ status: "alive", session: { metadata: origin } });
      expect(await store.list(session.user)).toMatchObject([{ metadata: origin }]);
    },
  );

  test("a store without metadata has none, and takes none of a record's space", async () => {
    const sizes: number[] = [];
    const observer = { created: (bytes: number) => void sizes.push(bytes) };
    const bare = openStore(topology, { observer });
    const { token } = await bare.create(login());
    expect(await bare.read(token)).toMatchObject({ session: { metadata: undefined } });
    const kept = openStore<Visits, string>(topology, { observer });
    const made = await kept.create({ ...login(), metadata: "12345" });
    expect(await kept.read(made.token)).toMatchObject({ session: { metadata: "12345" } });
    expect((sizes[1] ?? 0) - (sizes[0] ?? 0)).toBe("12345".length + 1);
  });
});
