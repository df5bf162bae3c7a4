import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseAnnouncement } from "./announcement.ts";
import { decode } from "./codec.ts";
import { nonceOf, openBytes } from "./envelope.ts";
import { UnknownFormat } from "./errors.ts";
import { guestTags, placeOf } from "./guests/shelf.ts";
import { KeyRing } from "./key-ring.ts";
import { Keys, tagOf } from "./keys.ts";
import { asItIs } from "./metadata.ts";
import { splitRecord } from "./record.ts";
import { sessionOf } from "./session.ts";
import { files, folder } from "./testing/vectors/files.ts";
import { contentAsJson } from "./testing/vectors/json.ts";
import { formatToken, parseToken, type Token } from "./token.ts";
import { Verifiers } from "./verifiers.ts";

interface Case {
  name: string;
  [field: string]: unknown;
}

const read = (file: string) => readFileSync(path.join(folder, file), "utf8");
const casesOf = <T>(file: string, has: string) =>
  (JSON.parse(read(file)).cases as Case[]).filter((one) => has in one) as (Case & T)[];
const hex = (bytes: Buffer) => bytes.toString("hex");

test.each([...files()])(
  "%s is what `npm run vectors` makes: a new form of something comes with a new version",
  (name, text) => {
    expect(read(name)).toBe(text);
  },
);

test.each(casesOf<{ text: string; token: object | null }>("token.json", "text"))(
  "a token: $name",
  ({ text, token }) => {
    const parsed = parseToken(text);
    expect(parsed ? { ...parsed, secret: hex(parsed.secret) } : null).toEqual(token);
    if (parsed) expect(formatToken(parsed)).toBe(text);
  },
);

test.each(casesOf<{ user: string; tag: string }>("keys.json", "tag"))("$name", ({ user, tag }) => {
  expect(tagOf(user)).toBe(tag);
});

test.each(casesOf<{ prefix: string; names: Record<string, string> }>("keys.json", "names"))(
  "$name",
  ({ prefix, names }) => {
    const keys = new Keys(prefix);
    const tag = tagOf("user-1");
    const id = names.record?.slice(-22) ?? "";
    expect(keys).toMatchObject({ channel: names.channel });
    expect([keys.index(tag), keys.record(tag, id), keys.recordStem(tag)]).toEqual([
      names.index,
      names.record,
      names.recordStem,
    ]);
    expect(keys.done(tag, id, Buffer.alloc(12, 0x11))).toBe(names.done);
  },
);

test.each(
  casesOf<{ secret: string; purpose: string; key: string; keyId: string }>("verifiers.json", "purpose"),
)("$name", ({ secret, purpose, key, keyId }) => {
  const { first } = new KeyRing([secret], purpose);
  expect({ key: hex(first.key.export()), keyId: hex(first.id) }).toEqual({ key, keyId });
});

type Shown = { ring: string[]; token: string; layout1: string; layout2: string; shown: string[] };
test.each(casesOf<Shown>("verifiers.json", "shown"))("$name", ({ ring, token, layout1, layout2, shown }) => {
  const verifiers = new Verifiers(ring);
  const parsed = parseToken(token) as Token;
  expect([hex(verifiers.written(parsed, 1)), hex(verifiers.written(parsed, 2))]).toEqual([layout1, layout2]);
  expect(verifiers.all(parsed).map(hex)).toEqual(shown);
});

type Shelf = { shelf: number; prefix: string; guests: { tag: string } & Record<string, string> };
test.each(casesOf<Shelf>("keys.json", "shelf"))("$name", ({ shelf, prefix, guests }) => {
  const keys = new Keys(prefix);
  const tag = guestTags[shelf] as string;
  const { id, address } = { id: guests.record?.slice(-22) ?? "", address: guests.arrivals?.slice(-16) ?? "" };
  expect({
    tag,
    index: keys.index(tag),
    record: keys.record(tag, id),
    recordStem: keys.recordStem(tag),
    done: keys.done(tag, id, Buffer.alloc(12, 0x11)),
    arrivals: keys.arrivals(tag, address),
  }).toEqual(guests);
});

type Placed = { address: string; pepper: string; place: object };
test.each(casesOf<Placed>("keys.json", "address"))("$name", ({ address, pepper, place }) => {
  expect(placeOf(address, new KeyRing([pepper], "guest address").first.key)).toEqual(place);
});

type Next = { ring: string[]; token: string; next: { token: string; verifiers: string[] }[] };
test.each(casesOf<Next>("rotation.json", "next"))("$name", ({ ring, token, next }) => {
  const following = new Verifiers(ring).successors(parseToken(token) as Token);
  expect(
    following.map((one) => ({ token: formatToken(one.token), verifiers: one.verifiers.map(hex) })),
  ).toEqual(next);
});

type Recorded = {
  ring: string[];
  id: string;
  record: string;
  access: { lastSeen: number; verifier: string };
  envelope: { version: number; codec: number; nonce: string };
  content: unknown;
};

/** The content of a record, as the store's readers see it. */
function opened({ ring, id, record }: Recorded) {
  const { envelope, ...access } = splitRecord(Buffer.from(record, "hex"));
  const packed = openBytes(envelope, id, new KeyRing(ring, "envelope"));
  if (!packed) return undefined;
  const content = decode(packed);
  // Only a login's content makes a session.
  sessionOf(id, content, {}, 0, 0, 0, { idle: 0, metadata: asItIs });
  return { access, packed, nonce: hex(nonceOf(envelope)), content };
}

test.each(casesOf<Recorded>("records.json", "content"))("a record is read: $name", (one) => {
  const found = opened(one);
  if (!found) throw new Error("The record's key is missing.");
  expect(contentAsJson(found.content)).toEqual(one.content);
  expect(found.access).toMatchObject({ lastSeen: one.access.lastSeen });
  expect(hex(found.access.verifier)).toBe(one.access.verifier);
  const { version, codec } = found.packed;
  expect({ version, codec, nonce: found.nonce }).toEqual({
    version: one.envelope.version,
    codec: one.envelope.codec,
    nonce: one.envelope.nonce,
  });
});

test.each(casesOf<Recorded & { error: string }>("records.json", "error"))(
  "a record is refused: $name",
  (one) => {
    let outcome = "read";
    try {
      outcome = opened(one) ? "read" : "none";
    } catch (error) {
      outcome = error instanceof UnknownFormat ? "UnknownFormat" : "Damaged";
    }
    expect(outcome).toBe(one.error);
  },
);

test.each(casesOf<{ message: string; revocation: object | null }>("announcements.json", "message"))(
  "an announcement: $name",
  ({ message, revocation }) => {
    const said = parseAnnouncement(message);
    expect(said ? { tag: said.tag, ids: said.ids } : null).toEqual(revocation);
  },
);

test("the package has every file of vectors", () => {
  const listed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: import.meta.dirname,
    encoding: "utf8",
  });
  const [{ files: packed }] = JSON.parse(listed) as [{ files: { path: string }[] }];
  const paths = packed.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining([...files().keys()].map((name) => `vectors/${name}`)));
});
