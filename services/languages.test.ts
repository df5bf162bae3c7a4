import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { type Content, decode } from "../lib/session/codec.ts";
import { openBytes } from "../lib/session/envelope.ts";
import { UnknownFormat } from "../lib/session/errors.ts";
import { KeyRing } from "../lib/session/key-ring.ts";
import { splitRecord } from "../lib/session/record.ts";
import { accessBytes, seenAt, verifierOf } from "../lib/session/testing/vectors/access.ts";
import { envelopeKeys } from "../lib/session/testing/vectors/fixed.ts";
import { contentAsJson } from "../lib/session/testing/vectors/json.ts";
import { packed, sealed } from "../lib/session/testing/vectors/sealed.ts";
import { root } from "../stack/settings.ts";

const records = 1000;
const ring = [envelopeKeys[0]];

/** The content that a language writes a record from, with bytes as the vectors write them. */
interface Row {
  readonly id: string;
  readonly content: object;
}
interface Stored {
  readonly id: string;
  /** In hexadecimal. */
  readonly record: string;
}
/** A record's content, or the reason why it can't be read. */
type Outcome = object | "none" | "Damaged" | "UnknownFormat";

interface Language {
  write(rows: readonly Row[]): Promise<string[]>;
  read(rows: readonly Stored[]): Promise<Outcome[]>;
}

/** Whole numbers up to 2^53, and fractions; JSON doesn't tell 2e60 from a whole number. */
const isStorable = (number: number) =>
  Number.isInteger(number) ? Number.isSafeInteger(number) && !Object.is(number, -0) : true;
const name = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => text !== "__proto__");
const leaf = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.boolean(),
  fc.constant(null),
  fc.maxSafeInteger(),
  fc.integer({ min: -200, max: 70_000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter(isStorable),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const object = fc.dictionary(name, value, { maxKeys: 5, noNullPrototype: true });
const service = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/);
const content = fc.record({
  user: fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
  lifetime: fc.integer({ min: 1, max: 10_000_000 }),
  data: object,
  metadata: fc.array(fc.string({ maxLength: 20 }), { maxLength: 5 }),
  parts: fc.dictionary(
    service,
    object.filter((part) => Object.keys(part).length > 0),
    {
      minKeys: 1,
      maxKeys: 2,
      noNullPrototype: true,
    },
  ),
});
const id = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((b) => Buffer.from(b).toString("base64url"));

const contents = fc.sample(content, { numRuns: records, seed: 23 }) as Content<unknown>[];
const ids = fc.sample(id, { numRuns: records, seed: 23 });
const rows: readonly Row[] = contents.map((one, nth) => ({
  id: ids[nth] ?? "",
  content: contentAsJson(one) as object,
}));

const node: Language = {
  write: async () => contents.map((one, nth) => sealed(packed(one), { id: ids[nth] ?? "" }).toString("hex")),
  read: async (asked) => asked.map(({ id: of, record }) => readByNode(Buffer.from(record, "hex"), of)),
};

function readByNode(record: Buffer, of: string): Outcome {
  try {
    const opened = openBytes(splitRecord(record).envelope, of, new KeyRing(ring, "envelope"));
    return opened ? (contentAsJson(decode(opened)) as object) : "none";
  } catch (error) {
    return error instanceof UnknownFormat ? "UnknownFormat" : "Damaged";
  }
}

/**
 * Another language's program, which takes its rows from a file and leaves its answers in another.
 */
function program(file: string, args: readonly string[], folder: string): Language {
  const run = async <T>(what: string, asked: readonly object[]): Promise<T[]> => {
    const between = await mkdtemp(path.join(tmpdir(), "unstuck-table-"));
    const [from, to] = [path.join(between, "asked.json"), path.join(between, "answers.json")];
    await writeFile(from, JSON.stringify({ ring, rows: asked }));
    await execa(file, [...args, what, from, to], { cwd: path.join(root, "services", folder) });
    const answers = JSON.parse(await readFile(to, "utf8"));
    await rm(between, { recursive: true });
    return answers;
  };
  return { write: (asked) => run("write", asked), read: (asked) => run("read", asked) };
}

const { DJANGO_PYTHON: interpreter = "", SPRING_JAR: jar = "", SPRING_TESTS: tests = "" } = process.env;
const launcher = "org.springframework.boot.loader.launch.PropertiesLauncher";
const java = ["-cp", jar, `-Dloader.path=${tests}`, "-Dloader.main=dev.unstuck.session.Table", launcher];
const languages: Readonly<Record<string, Language>> = {
  TypeScript: node,
  Python: program(interpreter, ["-m", "tests.table"], "django"),
  Java: program("java", java, "spring"),
};

const access = accessBytes({
  layout: 2,
  verifier: verifierOf(),
  lastSeen: seenAt,
  former: [],
});
const stored = (envelopes: readonly string[]): Stored[] =>
  envelopes.map((envelope, nth) => ({ id: ids[nth] ?? "", record: access.toString("hex") + envelope }));

/** Each record with a bit changed, or cut short. */
function hurt(whole: readonly Stored[]): Stored[] {
  const how = fc.noBias(fc.tuple(fc.nat({ max: 9999 }), fc.nat({ max: 7 }), fc.boolean()));
  const hurts = fc.sample(how, { numRuns: records, seed: 23 });
  return whole.map(({ id: of, record }, nth) => {
    const bytes = Buffer.from(record, "hex");
    const [where = 0, bit = 0, isCut] = hurts[nth] ?? [];
    const at = Math.floor((where / 10_000) * bytes.length);
    if (isCut) return { id: of, record: bytes.subarray(0, at).toString("hex") };
    bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
    return { id: of, record: bytes.toString("hex") };
  });
}

const names = Object.keys(languages);
/**
 * The outcomes by reader: for the records of each writer, in the writers' order, and then for the
 * damaged ones.
 */
const said: Record<string, Outcome[]> = {};

// Each program starts once for all writing, and once for all reading.
beforeAll(async () => {
  if (!interpreter || !jar) throw new Error("Run it with `npm run test:services -- together`.");
  const written = await Promise.all(Object.values(languages).map((language) => language.write(rows)));
  const whole = written.map(stored);
  const all = [...whole.flat(), ...hurt(whole[0] ?? [])];
  expect(all).toHaveLength(records * (names.length + 1));
  for (const [reader, language] of Object.entries(languages)) said[reader] = await language.read(all);
}, 240_000);

const ofWriter = (nth: number, reader: string) => said[reader]?.slice(nth * records, (nth + 1) * records);

test.each(names)(`${records} random records that %s wrote are the same in every language`, (writer) => {
  for (const reader of names)
    expect(ofWriter(names.indexOf(writer), reader), `as ${reader} reads them`).toEqual(
      rows.map((row) => row.content),
    );
});

test(`every language says the same of ${records} damaged records`, () => {
  const wanted = ofWriter(names.length, "TypeScript") ?? [];
  const kinds = wanted.map((outcome) => (typeof outcome === "object" ? "read" : outcome));
  // A bit of the access part that only scripts read leaves the content as it was.
  expect(new Set(kinds)).toEqual(new Set(["Damaged", "UnknownFormat", "none", "read"]));
  expect(kinds.filter((kind) => kind === "Damaged").length).toBeGreaterThan(records / 2);
  for (const reader of names)
    expect(ofWriter(names.length, reader), `as ${reader} reads them`).toEqual(wanted);
});
