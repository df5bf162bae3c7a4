import { createCipheriv, createHash, createHmac, pbkdf2Sync } from "node:crypto";
import type { VectorFile } from "./file.ts";
import { sealKeys, text } from "./fixed.ts";

/** How a seal may differ from the app's. */
interface Changes {
  key?: string;
  /** Milliseconds since 1970, as the seal writes them. The app's own seals have none. */
  expires?: string;
  content?: string;
  passwordId?: string;
}

/** A site draws the salts and the initialization vector at random; here they are fixed. */
const encryptionSalt = "01".repeat(32);
const integritySalt = "02".repeat(32);
const iv = Buffer.alloc(16, 0x03);

/**
 * A seal of iron (`Fe26.2`) as the app writes it. The code is independent of the library's, so that
 * each tests the other.
 */
function sealed(changes: Changes = {}): string {
  const { key = sealKeys[0], expires = "", content = JSON.stringify({ token: text }) } = changes;
  const { passwordId = passwordIdOf(key) } = changes;
  const cipher = createCipheriv("aes-256-cbc", derived(key, encryptionSalt), iv);
  const encrypted = Buffer.concat([cipher.update(content), cipher.final()]);
  const parts = ["Fe26.2", passwordId, encryptionSalt, iv.toString("base64url")];
  const signed = [...parts, encrypted.toString("base64url"), expires].join("*");
  const mac = createHmac("sha256", derived(key, integritySalt)).update(signed).digest("base64url");
  return `${signed}*${integritySalt}*${mac}~2`;
}

/** The salt goes in as the text in the seal, and not as the bytes that the text encodes. */
const derived = (key: string, salt: string) => pbkdf2Sync(key, salt, 1, 32, "sha1");

/** Names the key inside the seal: the first 32 bits of a hash, in decimal. */
function passwordIdOf(key: string): string {
  return String(createHash("sha256").update("seal key id").update(key).digest().readUInt32BE(0));
}

/** The last letter of the text before `end`, replaced by another. */
function altered(seal: string, part: number): string {
  const parts = seal.replace(/~2$/, "").split("*");
  const was = parts[part] ?? "";
  parts[part] = was.slice(0, 4) + (was[4] === "A" ? "B" : "A") + was.slice(5);
  return `${parts.join("*")}~2`;
}

const [first, second] = sealKeys;
const own = sealed();
const both = [first, second];

export const cookie: VectorFile = {
  about:
    "The value of the app's cookie, opened with a ring of keys: the token that it holds, or null for what this site didn't seal. " +
    "`passwordIds` has the name of each key inside a seal.",
  keys: { sealKeys },
  cases: [
    ...sealKeys.map((key, nth) => ({
      name: `the name of key ${nth + 1} in a seal`,
      key,
      passwordId: passwordIdOf(key),
    })),
    { name: "a cookie, opened by the key that sealed it", ring: [first], cookie: own, token: text },
    {
      name: "a cookie of an old key, which stands last in the ring",
      ring: [second, first],
      cookie: own,
      token: text,
    },
    {
      name: "a cookie of a new key, which stands last in the ring",
      ring: both,
      cookie: sealed({ key: second }),
      token: text,
    },
    {
      name: "a cookie that expires far in the future",
      ring: both,
      cookie: sealed({ expires: "4102444800000" }),
      token: text,
    },
    { name: "an expired cookie", ring: both, cookie: sealed({ expires: "1700000000000" }), token: null },
    { name: "an expiry that is no number", ring: both, cookie: sealed({ expires: "never" }), token: null },
    { name: "a cookie of a key that was dropped", ring: [second], cookie: own, token: null },
    {
      name: "a cookie that names a key which did not seal it",
      ring: both,
      cookie: sealed({ passwordId: passwordIdOf(second) }),
      token: null,
    },
    { name: "a cookie that names no key", ring: [first], cookie: sealed({ passwordId: "" }), token: null },
    { name: "another encryption salt", ring: both, cookie: altered(own, 2), token: null },
    { name: "another initialization vector", ring: both, cookie: altered(own, 3), token: null },
    { name: "altered content", ring: both, cookie: altered(own, 4), token: null },
    {
      name: "an expiry that was added",
      ring: both,
      cookie: own.replace(/\*\*/, "*4102444800000*"),
      token: null,
    },
    { name: "another integrity salt", ring: both, cookie: altered(own, 6), token: null },
    { name: "another signature", ring: both, cookie: altered(own, 7), token: null },
    { name: "cut short", ring: both, cookie: `${own.slice(0, -30)}~2`, token: null },
    { name: "a part too many", ring: both, cookie: own.replace("~2", "*~2"), token: null },
    { name: "another version of iron", ring: both, cookie: own.replace("Fe26.2", "Fe26.1"), token: null },
    { name: "another version behind the tilde", ring: both, cookie: own.replace("~2", "~1"), token: null },
    { name: "something behind the version", ring: both, cookie: `${own}~3`, token: null },
    { name: "no version", ring: both, cookie: own.replace("~2", ""), token: null },
    { name: "a token that nobody sealed", ring: both, cookie: text, token: null },
    { name: "nothing", ring: both, cookie: "", token: null },
    { name: "content without a token", ring: both, cookie: sealed({ content: "{}" }), token: null },
    { name: "a token that is no text", ring: both, cookie: sealed({ content: '{"token":1}' }), token: null },
    { name: "content that is no JSON", ring: both, cookie: sealed({ content: "token" }), token: null },
  ],
};
