import { randomBytes, randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { decode } from "./codec.ts";
import { openBytes } from "./envelope.ts";
import { PartTooLarge, SessionTooLarge } from "./errors.ts";
import { KeyRing } from "./key-ring.ts";
import { MemorySessions } from "./memory.ts";
import { splitRecord } from "./record.ts";
import type { Session, SessionStore } from "./session.ts";
import {
  keysOf,
  login,
  openOperator,
  openStore,
  testEnvelopeKey,
  topologies,
  type Visits,
} from "./testing/stores.ts";

const oneMore = (before: Visits | undefined) => ({ count: (before?.count ?? 0) + 1 });

async function read<Data>(store: SessionStore<Data>, token: string): Promise<Session<Data>> {
  const found = await store.read(token);
  if (found.status !== "alive") throw new Error("The session is gone.");
  return found.session;
}

describe.each(topologies)("on %s", (topology) => {
  test("changes of the data, of two parts and of what they share, all at once, are all there", async () => {
    const stores = [openStore(topology), openStore(topology)] as const;
    const { token, session } = await stores[0].create(login());
    const changes = Array.from({ length: 10 }, (_, nth) => {
      const store = stores[nth % 2 === 0 ? 0 : 1];
      return [
        store.update(session, oneMore),
        ...["express", "django", "shared"].map((part) => store.updatePart(session, part, oneMore)),
      ];
    });
    await Promise.all(changes.flat());
    const ten = { count: 10 };
    expect(await read(stores[1], token)).toMatchObject({
      data: ten,
      parts: { express: ten, django: ten, shared: ten },
    });
  });

  test.each([1, 2] as const)(
    "an update of the data keeps the parts, also by a store that writes format %i",
    async (writeFormat) => {
      const store = openStore<Visits, string[]>(topology, { writeFormat });
      const metadata = ["app-a", "password", "Firefox", "Linux"];
      const { token, session } = await store.create({ ...login(), metadata });
      await store.updatePart(session, "express", () => ({ visits: 3 }));
      await store.update(session, oneMore);
      await store.rotate(token);
      const found = await store.read(token);
      expect(found).toMatchObject({
        session: { data: { count: 1 }, metadata, parts: { express: { visits: 3 } } },
      });
    },
  );

  test("what a service changed is in the next read and in the list, by every store", async () => {
    const [here, there] = [openStore(topology), openStore(topology)];
    const { token, session } = await here.create(login());
    expect(session.parts).toEqual({});
    const bytes = Buffer.from([0, 255]);
    for (const visits of [1, 2]) {
      const updated = await here.updatePart(session, "express", () => ({ visits, bytes }));
      expect(updated).toMatchObject({ session: { parts: { express: { visits, bytes } } } });
      // The second time each store makes the session from what it remembers.
      for (const store of [here, there, here, there])
        expect((await read(store, token)).parts).toEqual({ express: { visits, bytes } });
    }
    expect(await there.list(session.user)).toMatchObject([{ parts: { express: { visits: 2 } } }]);
  });

  test("a part that is removed takes no space, and the others stay", async () => {
    const store = openStore(topology);
    const { token, session } = await store.create(login());
    await store.updatePart(session, "express", () => 1);
    await store.updatePart(session, "django", () => 2);
    await store.updatePart(session, "express", () => undefined);
    expect((await read(store, token)).parts).toEqual({ django: 2 });
    await store.updatePart(session, "django", () => undefined);
    expect((await read(store, token)).parts).toEqual({});
    const record = await openOperator(topology).getBuffer(keysOf(session.user, session.id).record);
    const { envelope } = splitRecord(record ?? Buffer.alloc(0));
    const packed = openBytes(envelope, session.id, new KeyRing([testEnvelopeKey], "envelope"));
    expect(packed && decode(packed)).not.toHaveProperty("parts");
  });

  test("a part of a session that ended stays ended", async () => {
    const store = openStore(topology);
    const { token, session } = await store.create(login());
    await store.revoke({ token });
    expect(await store.updatePart(session, "express", oneMore)).toEqual({ status: "none" });
    expect(await store.list(session.user)).toEqual([]);
  });
});

const bothStores: [string, (partBytes?: number) => SessionStore<Visits>][] = [
  ["RedisSessions", (partBytes = 1024) => openStore("standalone", { policy: { partBytes } })],
  ["MemorySessions", (partBytes = 1024) => new MemorySessions<Visits>({ partBytes })],
];

describe.each(bothStores)("%s", (_, open) => {
  test("a part above its budget is an error that names the service, and writes nothing", async () => {
    const store = open();
    const { token, session } = await store.create(login());
    await store.updatePart(session, "django", () => "small");
    const large = { text: "a".repeat(1024) };
    const refused = store.updatePart(session, "django", () => large);
    await expect(refused).rejects.toThrow(PartTooLarge);
    await expect(refused).rejects.toThrow(/"django".*1024.*partBytes/);
    expect((await read(store, token)).parts).toEqual({ django: "small" });
    await store.updatePart(session, "express", () => "a".repeat(1000));
    const generous = open(4096);
    const other = await generous.create(login());
    await generous.updatePart(other.session, "django", () => large);
    expect((await read(generous, other.token)).parts).toEqual({ django: large });
  });

  test.each(["", "Express", "a b", "__proto__", "-a", "a".repeat(33)])(
    "%j is no name of a part",
    async (name) => {
      const store = open();
      const { session } = await store.create(login());
      await expect(store.updatePart(session, name, oneMore)).rejects.toThrow(RangeError);
    },
  );

  test("a part that isn't there is undefined, whatever it is called", async () => {
    const store = open();
    const { session } = await store.create(login());
    const seen: unknown[] = [];
    await store.updatePart(session, "express", () => 1);
    for (const name of ["constructor", "shared"])
      await store.updatePart(session, name, (before) => void seen.push(before));
    expect(new Set(seen)).toEqual(new Set([undefined]));
  });

  test("what a caller does to a part that it gave or got is written by nobody", async () => {
    const store = open();
    const { token, session } = await store.create(login());
    const given = { cart: ["tea"] };
    const updated = await store.updatePart(session, "shared", () => given);
    given.cart.push("given later");
    if (updated.status !== "updated") throw new Error("The session is gone.");
    const change = ({ parts }: Session<Visits>) => (parts.shared as { cart: string[] }).cart.push("changed");
    change(updated.session);
    for (let nth = 0; nth < 3; nth += 1) {
      const found = await read(store, token);
      expect(found.parts).toEqual({ shared: { cart: ["tea"] } });
      change(found);
    }
    await store.update(updated.session, oneMore);
    await store.updatePart(session, "express", () => 1);
    expect((await read(store, token)).parts).toEqual({ shared: { cart: ["tea"] }, express: 1 });
  });
});

test("the parts count against the size of the session, with the data", async () => {
  const store = openStore("standalone");
  const { token, session } = await store.create(login());
  const noise = () => randomBytes(500).toString("hex");
  for (const part of "abcdefg") await store.updatePart(session, part, noise);
  await expect(store.updatePart(session, "z", noise)).rejects.toThrow(SessionTooLarge);
  expect((await read(store, token)).parts).not.toHaveProperty("z");
});

test("a change of a part that others were quicker with is made again on what is there", async () => {
  const store = openStore("standalone");
  const { session } = await store.create(login(randomUUID()));
  await store.updatePart(session, "express", oneMore);
  const seen: unknown[] = [];
  await store.updatePart<Visits>(session, "express", (before) => {
    seen.push(before);
    return oneMore(before);
  });
  expect(seen).toEqual([undefined, { count: 1 }]);
});
