import { createCipheriv, createHash, hkdfSync } from "node:crypto";
import { Packr } from "msgpackr";
import { describe, expect, test } from "vitest";
import { decode } from "./codec.ts";
import { openBytes } from "./envelope.ts";
import { UnknownFormat } from "./errors.ts";
import { KeyRing } from "./key-ring.ts";
import { tagOf } from "./keys.ts";
import { newAccess } from "./record.ts";
import {
  keysOf,
  openOperator,
  openStore,
  testEnvelopeKey,
  testPepper,
  topologies,
} from "./testing/stores.ts";
import { formatToken, type Token } from "./token.ts";
import { Verifiers } from "./verifiers.ts";

const id = "AAECAwQFBgcICQoLDA0ODw";
const ring = new KeyRing([testEnvelopeKey], "envelope");

/**
 * Each version wrote one of these envelopes, and they are frozen. They are sealed for the id above
 * with the tests' envelope key.
 */
const frozen = {
  "version 1": {
    count: 1,
    envelope:
      "0101987f1111111111111111111111116c6ea3259f6876526b56ea726e063c383ecdf38b0c4e1464af491ce7657bbde2716a913a055726d59d63eb6fdeb25c66656b935c2c0ad28133b4e9a6fe8da193a3ed3ef9b88df0c006a6555e939c20189ab7c69b3f5fe52e53d2987f125bd613489c02fbd9ba01afe69062a145d3aff8dff1a9869d069640b8c4d3de07541f",
  },
  "version 2": {
    count: 2,
    envelope:
      "0201987f222222222222222222222222857f9e2808b1932b505ae557e26d8ce9fd401a01663c334271c4d25a6825208b0ef3ee93d809016b735e4c5f34b4b24ecb80ac281ed5cde1d253182025b899f476fb",
  },
  "version 2, deflated": {
    count: 3,
    envelope:
      "0202987f333333333333333333333333140e088f9422aec71181fa94b7c42568f1f6f38bb55184ad76181c2c9def66a0310dc694bc58c185ea6bf04312d9e347641285a0b55c81ad5ff4cc9adf0930a056622d607c2589b2aaa472e5c5282573811241d6bbecd5deaf4894",
  },
  "version 3": {
    count: 4,
    envelope:
      "0301987f666666666666666666666666ddf43d273cc7f5296f862f6483751f1c95f48c83fa1b02af52e0b638d8fde4df1bd12f6d3a8bda2157fb7cde873f7894d43538e025a7a2cc5371fa0527e1ac6c0de41b",
  },
  "version 3, deflated": {
    count: 5,
    envelope:
      "0302987f777777777777777777777777a64b6b5777f0877e230c4665846c026e4faa3207c0ed7ef108449dccb25878d7c66c868ac074eb99348db488de19420ef9823e1ba13faa1482c502f478cda29294c74c2501136cf79f4f8920b97ce2afcedfee4c",
  },
  "version 3, with a service's part": {
    count: 6,
    envelope:
      "0301987f888888888888888888888888ea0755ea4bbdb33f99f15105b27a6bcc11da91aae24733e82146f1a6ddb3bd2dcc27a1ce7a63472658d07dce9d66cd6148af437d4ba049ca84fbb0a9db9e49f811b688f8ce511f65046ee899c97bab463d16a4a9d9",
  },
};
const known = Object.entries(frozen);

function open(envelope: Buffer, of: string, keys: KeyRing) {
  const packed = openBytes(envelope, of, keys);
  return packed && decode(packed);
}

/**
 * A second implementation of the format, independent of envelope.ts. It makes what a future build
 * might write.
 */
function sealedAs(version: number, codec: number): Buffer {
  const key = Buffer.from(hkdfSync("sha256", testEnvelopeKey, "", "unstuck envelope", 32));
  const keyId = createHash("sha256").update("key id").update(key).digest().subarray(0, 2);
  const label = Buffer.concat([Buffer.from([version, codec]), keyId]);
  const nonce = Buffer.alloc(12, 0x44);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.concat([label, Buffer.from(id)]));
  const sealed = Buffer.concat([cipher.update(new Packr().pack("of tomorrow")), cipher.final()]);
  return Buffer.concat([label, nonce, cipher.getAuthTag(), sealed]);
}

test.each(known)("an envelope of %s still opens", (_, { count, envelope }) => {
  expect(open(Buffer.from(envelope, "hex"), id, ring)).toMatchObject({
    user: "user-1",
    metadata: ["app-a", "password", "Firefox", "Linux"],
    lifetime: 28_800,
    data: { count },
  });
});

test.each(known)("no byte of an envelope of %s can be altered unnoticed", (_, { envelope }) => {
  const bytes = Buffer.from(envelope, "hex");
  for (let at = 0; at < bytes.length; at += 1) {
    const altered = Buffer.from(bytes);
    altered[at] = (altered[at] ?? 0) ^ 1;
    // A changed key id names a key that this ring lacks, which means "none". Every other change is
    // an error.
    if (at === 2 || at === 3) expect(open(altered, id, ring), `byte ${at}`).toBeUndefined();
    else expect(() => open(altered, id, ring), `byte ${at}`).toThrow();
  }
});

test.each(known)("an envelope of %s doesn't open for another session's id", (_, { envelope }) => {
  expect(() => open(Buffer.from(envelope, "hex"), id.replace("AAEC", "AAED"), ring)).toThrow();
});

describe.each(topologies)("on %s", (topology) => {
  /** Puts a record into Redis as a build of that format would have left it. */
  async function planted(envelope: Buffer, layout = 2) {
    const user = crypto.randomUUID();
    const secret = Buffer.alloc(32, 0x55);
    const token: Token = { tag: tagOf(user), id, secret };
    const format = layout === 1 ? 1 : 2;
    const access = newAccess(format, new Verifiers([testPepper]).written(token, format));
    access[0] = layout;
    const seen = Buffer.alloc(6);
    seen.writeUIntBE(Date.now(), 0, 6);
    const record = Buffer.concat([access, seen, envelope]);
    const operator = openOperator(topology);
    const keys = keysOf(user, id);
    await operator.set(keys.record, record, "PX", 60_000);
    await operator.zadd(keys.index, Date.now() + 60_000, id);
    await operator.pexpire(keys.index, 60_000);
    return { user, token: formatToken(token), record, stored: () => operator.getBuffer(keys.record) };
  }

  test.each(known.flatMap(([name, what]) => [1, 2].map((layout) => ({ name, layout, ...what }))))(
    "a session of $name in a record of layout $layout is read, and an update writes the newest version",
    async ({ count, envelope, layout }) => {
      const store = openStore(topology);
      const { token, stored, user } = await planted(Buffer.from(envelope, "hex"), layout);
      const read = await store.read(token);
      if (read.status !== "alive") throw new Error("The session was refused.");
      expect(read.session.data).toMatchObject({ count });
      // The envelope says user-1, but its keys are those of a user of this test alone.
      await store.update({ ...read.session, user }, (data) => ({ ...data, count: 7 }));
      expect((await stored())?.[26]).toBe(3);
      expect(await store.read(token)).toMatchObject({ session: { data: { count: 7 } } });
    },
  );

  test.each([
    ["version", /format version 4/, sealedAs(4, 1), 2],
    ["codec", /codec 9/, sealedAs(3, 9), 2],
    ["layout", /record layout/, Buffer.from(frozen["version 2"].envelope, "hex"), 3],
  ])(
    "a record of an unknown %s is a clear error, is listed as unreadable, and is left as it is",
    async (_, message, envelope, layout) => {
      const store = openStore(topology);
      const { token, user, record, stored } = await planted(envelope, layout);
      const error = await store.read(token).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(UnknownFormat);
      expect(String(error)).toMatch(message);
      expect(await store.list(user)).toMatchObject([
        { readable: false, id, problem: expect.stringMatching(message) },
      ]);
      expect(await stored()).toEqual(record);
    },
  );

  test("an update keeps the parts of services that it doesn't show", async () => {
    const store = openStore(topology);
    const { token, stored, user } = await planted(
      Buffer.from(frozen["version 3, with a service's part"].envelope, "hex"),
    );
    const read = await store.read(token);
    if (read.status !== "alive") throw new Error("The session was refused.");
    await store.update({ ...read.session, user }, (data) => ({ ...data, count: 7 }));
    const record = (await stored()) ?? Buffer.alloc(0);
    expect(open(record.subarray(26), id, ring)).toMatchObject({
      data: { count: 7 },
      parts: { cart: { items: 3 } },
    });
  });
});
