import { afterEach, expect, test, vi } from "vitest";

const old = "old-seal-key-of-this-test".padEnd(48, "-");
const next = "next-seal-key-of-this-test".padEnd(48, "-");
const token = "a token, as the store gives it";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A node that was started with this ring: nothing that another one remembers. */
async function nodeWith(...keys: readonly string[]) {
  vi.resetModules();
  Reflect.deleteProperty(globalThis, Symbol.for("unstuck.opened-seals"));
  for (const name of ["SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS", "AUTH_SECRETS", "DEMO_PASSWORD"])
    vi.stubEnv(name, old);
  vi.stubEnv("SESSION_SEAL_KEYS", keys.join(","));
  vi.stubEnv("NODE_NAME", "app-a");
  vi.stubEnv("REDIS_URL", "redis://127.0.0.1:1");
  return import("./iron.ts");
}

test("a rotated seal key logs nobody out, whichever node has it first", async () => {
  const byOld = (await (await nodeWith(old)).sealToken(token)).value;
  const byNext = (await (await nodeWith(next, old)).sealToken(token)).value;
  for (const ring of [
    [old, next],
    [next, old],
  ]) {
    const { unsealToken } = await nodeWith(...ring);
    expect(await unsealToken(byOld)).toBe(token);
    expect(await unsealToken(byNext)).toBe(token);
  }
});

test("once the old seal key is dropped, what it sealed is no token", async () => {
  const { value } = await (await nodeWith(old)).sealToken(token);
  const { unsealToken } = await nodeWith(next);
  expect(await unsealToken(value)).toBeUndefined();
});

test("a cookie shows nothing of its token, and an altered one is none", async () => {
  const { sealToken, unsealToken } = await nodeWith(old);
  const { value } = await sealToken(token);
  expect(value).not.toContain(token);
  expect(value).not.toContain(Buffer.from(token).toString("base64url").slice(0, -2));
  const altered = value.replace(/.{5}$/, "AAAAA");
  expect(altered).not.toBe(value);
  for (const forged of [altered, "", "Fe26.2*1*", "x", token])
    expect(await unsealToken(forged)).toBeUndefined();
});

test("the same seal gives the same token each time", async () => {
  const { sealToken, unsealToken } = await nodeWith(old);
  const { value } = await sealToken(token);
  expect(await unsealToken(value)).toBe(token);
  expect(await unsealToken(value)).toBe(token);
});
