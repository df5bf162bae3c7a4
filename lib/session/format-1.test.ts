import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decode } from "./codec.ts";
import { openBytes } from "./envelope.ts";
import { KeyRing } from "./key-ring.ts";
import { envelopeIn } from "./record.ts";
import {
  keysOf,
  login,
  openOperator,
  openStore,
  testEnvelopeKey,
  testPepper,
  topologies,
  type Visits,
} from "./testing/stores.ts";
import { parseToken, type Token } from "./token.ts";
import { Verifiers } from "./verifiers.ts";

/** How the last build before format 2 read a session. */
const earlierRead = readFileSync(join(import.meta.dirname, "testing/format-1/read.lua"), "utf8");
const verifiers = new Verifiers([testPepper]);
const ring = new KeyRing([testEnvelopeKey], "envelope");
const minute = 60_000;

describe.each(topologies)("on %s", (topology) => {
  /** That build's answer to a token: a word, and the count in the session. */
  async function earlierBuild(user: string, text: string): Promise<string> {
    const token = parseToken(text) as Token;
    const { index, record } = keysOf(user, token.id);
    const args = [30 * minute, 3 * minute, 10_000, 1, token.id, verifiers.written(token, 1)];
    const operator = openOperator(topology);
    const reply = await operator.callBuffer("EVAL", earlierRead, 2, index, record, ...args);
    const [, item] = reply as [number, Buffer | number | Error];
    if (item instanceof Error) throw item;
    if (!Buffer.isBuffer(item)) return item === 3 ? "replayed" : "none";
    const mark = item.findIndex((byte) => byte === 1 || byte === 2);
    // That build knew versions 1 and 2 of the envelope.
    const envelope = item.subarray(envelopeIn(item, mark + 1));
    expect(envelope[0]).toBeLessThan(3);
    const packed = openBytes(envelope, token.id, ring);
    const { count } = (packed ? decode<{ count: number }>(packed).data : {}) as { count?: number };
    return `${item[mark] === 1 ? "alive" : "superseded"} ${count}`;
  }

  test("what is written in format 1 is read by a build that knows nothing else: created, updated, rotated, shown", async () => {
    const store = openStore<Visits, string[]>(topology, { writeFormat: 1 });
    // Every session of that build had this metadata. Other metadata has no form in format 1.
    const metadata = ["app-a", "password", "Firefox", "Linux"];
    const { token, session } = await store.create({ ...login(), metadata });
    expect(await earlierBuild(session.user, token)).toBe("alive 0");
    await store.update(session, ({ count }) => ({ count: count + 1 }));
    expect(await earlierBuild(session.user, token)).toBe("alive 1");
    const rotated = await store.rotate(token);
    if (rotated.status !== "rotated") throw new Error(`The rotation was answered by ${rotated.status}.`);
    expect(await earlierBuild(session.user, token)).toBe("superseded 1");
    expect(await earlierBuild(session.user, rotated.token)).toBe("alive 1");
    await store.read(rotated.token);
    expect(await earlierBuild(session.user, token)).toBe("superseded 1");
    expect(await earlierBuild(session.user, rotated.token)).toBe("alive 1");
  });

  test("the control: it reads nothing that is written in format 2", async () => {
    const store = openStore(topology, { writeFormat: 2 });
    const { token, session } = await store.create(login());
    await expect(earlierBuild(session.user, token)).rejects.toThrow("UNKNOWNLAYOUT");
  });

  test("once format 2 is allowed, sessions of format 1 live on, and a rotation or an update writes format 2", async () => {
    const before = openStore(topology, { writeFormat: 1 });
    const after = openStore(topology, { writeFormat: 2 });
    const operator = openOperator(topology);
    const { token, session } = await before.create(login());
    const { record } = keysOf(session.user, session.id);
    const head = async () => [...((await operator.getBuffer(record)) ?? [])].at(0);
    await before.rotate(token);
    await after.update(session, ({ count }) => ({ count: count + 1 }));
    expect(await head()).toBe(1);
    const first = await after.rotate(token);
    if (first.status !== "rotated") throw new Error(`The rotation was answered by ${first.status}.`);
    const second = await after.rotate(first.token);
    if (second.status !== "rotated") throw new Error(`The rotation was answered by ${second.status}.`);
    expect(await head()).toBe(2);
    for (const store of [before, after]) {
      expect(await store.read(token)).toMatchObject({ superseded: true, session: { data: { count: 1 } } });
      expect(await store.read(first.token)).toMatchObject({ superseded: true });
      expect(await store.read(second.token)).toMatchObject({ superseded: false });
    }
    // A node that still writes format 1 leaves the layout unchanged.
    const third = await before.rotate(second.token);
    expect(third.status).toBe("rotated");
    expect(await head()).toBe(2);
  });
});
