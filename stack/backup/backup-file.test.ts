import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { type Backup, decodeBackup, encodeBackup } from "./backup-file.ts";

const backup: Backup = {
  made: new Date("2026-01-31T10:00:00Z"),
  server: "7.0.15",
  keys: {
    ...{ SESSION_SEAL_KEYS: "one,two", SESSION_PEPPERS: "a", SESSION_ENVELOPE_KEYS: "b" },
    ...{ AUTH_SECRETS: "c", IDENTITY_KEYS: "d,e" },
  },
  // The data have line ends, as an RDB has them.
  data: Buffer.concat([Buffer.from("REDIS\n\n{}\n"), randomBytes(2000)]),
};
const plain = encodeBackup(backup);
const sealed = encodeBackup(backup, "a long walk");

it("gives back what was put in, encrypted or not", () => {
  expect(decodeBackup(plain)).toEqual(backup);
  expect(decodeBackup(sealed, "a long walk")).toEqual(backup);
});

it("shows no key and no data to someone without the passphrase", () => {
  expect(sealed.includes("one,two")).toBe(false);
  expect(sealed.includes(backup.data.subarray(0, 16))).toBe(false);
});

it.each([
  ["another file", Buffer.from("REDIS0010"), undefined, "isn't a backup of Unstuck"],
  ["an encrypted one without a passphrase", sealed, undefined, "Give its passphrase in BACKUP_PASSPHRASE"],
  ["an encrypted one with another passphrase", sealed, "a short walk", "another passphrase"],
])("refuses %s with the reason", (_, content, passphrase, reason) => {
  expect(() => decodeBackup(content, passphrase)).toThrow(reason);
});

it.each([
  ["plain", plain, undefined],
  ["encrypted", sealed, "a long walk"],
])(
  "calls one that is %s damaged for each of 200 bits that flip, and for each of 50 lengths",
  (_, whole, passphrase) => {
    const begin = whole.indexOf("\n") + 1;
    for (let index = 0; index < 200; index += 1) {
      const content = Buffer.from(whole);
      const at = begin + Math.floor(((whole.length - begin) * index) / 200);
      content[at] = (content[at] ?? 0) ^ (1 << (index % 8));
      expect(() => decodeBackup(content, passphrase), `byte ${at}`).toThrow("It is damaged");
    }
    for (let index = 1; index <= 50; index += 1) {
      const length = begin + Math.floor(((whole.length - begin) * (index - 1)) / 50);
      expect(() => decodeBackup(whole.subarray(0, length), passphrase)).toThrow("It is damaged");
    }
  },
);
