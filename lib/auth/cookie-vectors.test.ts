import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { sealPasswords } from "./seal-passwords.ts";
import { nodeWithSealKeys } from "./testing/node-with-seal-keys.ts";

interface Opened {
  name: string;
  ring: string[];
  cookie: string;
  token: string | null;
}

interface Named {
  name: string;
  key: string;
  passwordId: string;
}

const file = path.join(import.meta.dirname, "../session/vectors/cookie.json");
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: (Opened | Named)[] };

afterEach(() => {
  vi.unstubAllEnvs();
});

test.each(cases.filter((one) => "cookie" in one))("a cookie: $name", async ({ ring, cookie, token }) => {
  const { unsealToken } = await nodeWithSealKeys(...ring);
  expect((await unsealToken(cookie)) ?? null).toBe(token);
});

test.each(cases.filter((one) => "key" in one))("$name", ({ key, passwordId }) => {
  expect(Object.keys(sealPasswords([key]))).toEqual([passwordId]);
});
