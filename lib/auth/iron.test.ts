import { afterEach, expect, test, vi } from "vitest";
import { nodeWithSealKeys } from "./testing/node-with-seal-keys.ts";

const old = "old-seal-key-of-this-test".padEnd(48, "-");
const next = "next-seal-key-of-this-test".padEnd(48, "-");
const token = "a token, as the store gives it";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("a rotated seal key logs nobody out, whichever node has it first", async () => {
  const byOld = (await (await nodeWithSealKeys(old)).sealToken(token)).value;
  const byNext = (await (await nodeWithSealKeys(next, old)).sealToken(token)).value;
  for (const ring of [
    [old, next],
    [next, old],
  ]) {
    const { unsealToken } = await nodeWithSealKeys(...ring);
    expect(await unsealToken(byOld)).toBe(token);
    expect(await unsealToken(byNext)).toBe(token);
  }
});

test("once the old seal key is dropped, what it sealed is no token", async () => {
  const { value } = await (await nodeWithSealKeys(old)).sealToken(token);
  const { unsealToken } = await nodeWithSealKeys(next);
  expect(await unsealToken(value)).toBeUndefined();
});

test("a cookie shows nothing of its token, and an altered one is none", async () => {
  const { sealToken, unsealToken } = await nodeWithSealKeys(old);
  const { value } = await sealToken(token);
  expect(value).not.toContain(token);
  expect(value).not.toContain(Buffer.from(token).toString("base64url").slice(0, -2));
  const altered = value.replace(/.{5}$/, "AAAAA");
  expect(altered).not.toBe(value);
  for (const forged of [altered, "", "Fe26.2*1*", "x", token])
    expect(await unsealToken(forged)).toBeUndefined();
});

test("the same seal gives the same token each time", async () => {
  const { sealToken, unsealToken } = await nodeWithSealKeys(old);
  const { value } = await sealToken(token);
  expect(await unsealToken(value)).toBe(token);
  expect(await unsealToken(value)).toBe(token);
});
