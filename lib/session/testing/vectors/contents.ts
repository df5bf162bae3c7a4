import { Packr } from "msgpackr";
import type { Content, Packed } from "../../codec.ts";
import { user } from "./fixed.ts";

const packr = new Packr({ useRecords: false });
const lifetime = 28_800;
const metadata = ["app-a", "iron-session", "Firefox", "Linux"];
const data = { name: "Ada", roles: ["user"], count: 1 };

/** A login of the app. */
export const login: Content<unknown> = { user, metadata, lifetime, data };

/** A login without metadata, as a store without a format for it writes. */
export const bare: Content<unknown> = { user, metadata: undefined, lifetime, data };

/** Every kind of value that data may have. */
export const everything: Content<unknown> = {
  ...login,
  data: {
    text: "Zoë, 名前, 🔑",
    empty: "",
    yes: true,
    no: false,
    nothing: null,
    integers: [0, 1, 127, 128, 65_536, 4_294_967_296, 9_007_199_254_740_991],
    negatives: [-1, -32, -33, -32_769, -4_294_967_296, -9_007_199_254_740_991],
    fractions: [0.5, -1.25, 1e300],
    bytes: Buffer.from([0, 1, 254, 255]),
    nested: { list: [[], [1, [2]]], object: {} },
  },
};

/** A login with the parts of two services, and one that they share. */
export const withParts: Content<unknown> = {
  ...login,
  parts: {
    express: { visits: 3 },
    django: { _auth_user_id: "user-1", seen: Buffer.from([1, 2]) },
    shared: { cart: ["tea"] },
  },
};

/** Parts without metadata: a nil stands in its place. */
export const partsAlone: Content<unknown> = { ...bare, parts: { shared: {} } };

/** This text is long enough to be worth compressing. */
export const long: Content<unknown> = { ...login, data: { text: "a".repeat(600), count: 2 } };

/** Version 1 named its fields. */
export const version1: Packed = {
  version: 1,
  codec: 1,
  bytes: packr.pack({
    user,
    createdBy: "app-a",
    door: "iron-session",
    device: { browser: "Firefox", system: "Linux" },
    lifetime,
    data,
  }),
};

const literal = (...parts: (string | Buffer)[]): Packed => ({
  version: 3,
  codec: 1,
  bytes: Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "hex") : part))),
});

/**
 * The forms of MessagePack that other libraries choose: short maps, 64-bit integers, 32-bit
 * fractions, long texts and lists.
 */
export const otherForms = {
  packed: literal(
    "dd00000003",
    "d906",
    Buffer.from(user),
    "d20000",
    "7080",
    "83",
    "a26174",
    "cf0000018bcfe56800",
    "a46c657373",
    "d3ffffffffffffffff",
    "a468616c66",
    "ca3f000000",
  ),
  content: { user, metadata: undefined, lifetime, data: { at: 1_700_000_000_000, less: -1, half: 0.5 } },
};

/**
 * JavaScript's undefined, which this store writes as an extension of type 0. Other readers take it
 * for nil.
 */
export const withUndefined = {
  packed: literal(
    "93",
    "a6",
    Buffer.from(user),
    "cd7080",
    "82",
    "a46e616d65",
    "d40000",
    "a5636f756e74",
    "01",
  ),
  content: { user, metadata: undefined, lifetime, data: { name: null, count: 1 } },
};

/** A visitor who has not signed in: the form is for later use, and this version refuses it. */
export const guest: Packed = { version: 3, codec: 1, bytes: packr.pack([null, lifetime, {}]) };

/** Two mebibytes of zeros. */
export const bomb: Packed = {
  version: 3,
  codec: 1,
  bytes: packr.pack([user, lifetime, Buffer.alloc(2 ** 21)]),
};
