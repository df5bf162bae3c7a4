import type { Content, Packed } from "../../codec.ts";
import { type AccessFields, accessBytes, notShown, seenAt, verifierOf } from "./access.ts";
import * as contents from "./contents.ts";
import type { VectorFile } from "./file.ts";
import { envelopeKeys, forged, hex, id, nonce, otherId, peppers } from "./fixed.ts";
import { contentAsJson } from "./json.ts";
import { deflated, packed, type Sealing, sealed } from "./sealed.ts";

const [first, second] = envelopeKeys;
const plainAccess: AccessFields = { layout: 2, verifier: verifierOf(), lastSeen: seenAt, former: [] };
const layout1: AccessFields = { ...plainAccess, layout: 1, verifier: verifierOf(undefined, 1) };
const former = [3, 2, 1].map((nth) => ({
  verifier: verifierOf({ ...forged, secret: Buffer.alloc(32, nth) }),
  shown: nth === 3 ? 0 : seenAt - 1000 * nth,
}));
const formerOf1 = former.map((_, nth) => ({
  verifier: verifierOf({ ...forged, secret: Buffer.alloc(32, nth) }, 1),
}));
const reissued: AccessFields = { ...plainAccess, reissued: seenAt - 500, former };
const shown: AccessFields = { ...layout1, firstShown: seenAt - 500, former: formerOf1 };

interface Made {
  access?: AccessFields;
  ring?: readonly string[];
  /** The id in the record's key. */
  id?: string;
  sealing?: Sealing;
}

function made(
  name: string,
  content: Packed,
  { access = plainAccess, ring = [first], id: at = id, sealing }: Made,
) {
  return { name, ring, id: at, record: hex(Buffer.concat([accessBytes(access), sealed(content, sealing)])) };
}

const readable = (name: string, content: Content<unknown>, written: Packed, made_: Made = {}) => ({
  ...made(name, written, made_),
  access: made_.access ?? plainAccess,
  envelope: {
    version: written.version,
    codec: written.codec,
    nonce: hex(made_.sealing?.nonce ?? nonce(0x11)),
    packed: hex(written.bytes),
  },
  content: contentAsJson(content),
});

const inFormat1 = (content: Content<unknown>) => packed(content, 1);
const whole = Buffer.concat([accessBytes(plainAccess), sealed(packed(contents.login))]);

/** @param error The error that reading it must end with. */
const refused = (name: string, error: string, record: Buffer, at = id, ring = [first]) => ({
  name,
  ring,
  id: at,
  record: hex(record),
  error,
});

function altered(at: number): Buffer {
  const bytes = Buffer.from(whole);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}

const recordOf = (content: Packed) => Buffer.concat([accessBytes(plainAccess), sealed(content)]);

export const records: VectorFile = {
  about:
    "Whole records, with what they hold, or the error that reading them ends with: `UnknownFormat` is another build's record; `Damaged` is " +
    "anything else that isn't whole; `none` means that the ring has no key for it, so it is no session. `id` is the session's, from the record's key.",
  keys: { peppers, envelopeKeys },
  cases: [
    readable("layout 2, version 3", contents.login, packed(contents.login)),
    readable("no metadata", contents.bare, packed(contents.bare)),
    readable("every kind of value", contents.everything, packed(contents.everything)),
    readable("parts", contents.withParts, packed(contents.withParts)),
    readable("parts without metadata", contents.partsAlone, packed(contents.partsAlone)),
    readable("deflated", contents.long, deflated(packed(contents.long))),
    readable("other forms of MessagePack", contents.otherForms.content, contents.otherForms.packed),
    readable("JavaScript's undefined", contents.withUndefined.content, contents.withUndefined.packed),
    readable("former tokens, and a token that was given twice", contents.login, packed(contents.login), {
      access: reissued,
    }),
    readable("the second key of the ring", contents.login, packed(contents.login), {
      ring: [first, second],
      sealing: { key: second, nonce: nonce(0x22) },
    }),
    readable("another session's id", contents.login, packed(contents.login), {
      id: otherId,
      sealing: { id: otherId },
    }),
    readable("layout 1, version 2", contents.login, inFormat1(contents.login), { access: layout1 }),
    readable("layout 1, former tokens", contents.login, inFormat1(contents.login), { access: shown }),
    readable("layout 1, a current token that nobody has shown", contents.login, inFormat1(contents.login), {
      access: { ...shown, firstShown: notShown },
    }),
    readable("layout 1, version 2, deflated", contents.long, deflated(inFormat1(contents.long)), {
      access: layout1,
    }),
    readable("layout 1, version 1", contents.login, contents.version1, { access: layout1 }),
    readable("layout 1, version 3", contents.withParts, packed(contents.withParts, 1), { access: layout1 }),
    readable("layout 2, version 2", contents.login, inFormat1(contents.login)),
    { ...made("a key that was dropped", packed(contents.login), { ring: [second] }), error: "none" },
    refused("a guest in the place of a login", "UnknownFormat", recordOf(contents.guest)),
    refused("layout 3", "UnknownFormat", Buffer.concat([Buffer.from([3]), whole.subarray(1)])),
    refused("version 4", "UnknownFormat", recordOf({ ...packed(contents.login), version: 4 })),
    refused("codec 3", "UnknownFormat", recordOf({ ...packed(contents.login), codec: 3 })),
    refused("nothing", "UnknownFormat", Buffer.alloc(0)),
    refused("moved to another session", "Damaged", whole, otherId),
    refused("another version on the label", "Damaged", altered(26)),
    refused("another codec on the label", "Damaged", altered(27)),
    refused("another nonce", "Damaged", altered(30)),
    refused("another tag", "Damaged", altered(42)),
    refused("altered content", "Damaged", altered(whole.length - 1)),
    refused("cut short in the content", "Damaged", whole.subarray(0, -1)),
    refused("cut short in the key's id", "Damaged", whole.subarray(0, 29)),
    refused("cut short in the tag", "Damaged", whole.subarray(0, 50)),
    refused("cut short in the times", "Damaged", whole.subarray(0, 24)),
    refused("a deflated content that isn't", "Damaged", recordOf({ ...packed(contents.login), codec: 2 })),
    refused("more than 1 MiB when it is inflated", "Damaged", recordOf(deflated(contents.bomb))),
  ],
};
