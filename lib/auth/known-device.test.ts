import { afterEach, beforeEach, expect, test, vi } from "vitest";

const old = "old-seal-key-of-this-test".padEnd(48, "-");
const next = "next-seal-key-of-this-test".padEnd(48, "-");
const ada = "ada@example.com";

const jar = new Map<string, string>();
const passwords = new Map<string, string>();
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (jar.has(name) ? { name, value: jar.get(name) } : undefined),
    set: ({ name, value }: { name: string; value: string }) => jar.set(name, value),
  }),
}));
vi.mock("../users/users.ts", () => ({
  users: () => ({ passwordMarkOf: async (email: string) => passwords.get(email) }),
}));

beforeEach(() => {
  jar.clear();
  passwords.clear();
  passwords.set(ada, "first");
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

async function nodeWith(...keys: readonly string[]) {
  vi.resetModules();
  for (const name of ["SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS", "AUTH_SECRETS", "DEMO_PASSWORD"])
    vi.stubEnv(name, old);
  vi.stubEnv("SESSION_SEAL_KEYS", keys.join(","));
  vi.stubEnv("NODE_NAME", "app-a");
  vi.stubEnv("REDIS_URL", "redis://127.0.0.1:1");
  return { ...(await import("./known-device.ts")), ...(await import("./iron.ts")) };
}

test("a device is known to the account that was signed in to on it, and to no other", async () => {
  const { knownDevice, rememberDevice } = await nodeWith(old);
  expect(await knownDevice(ada)).toBeUndefined();
  await rememberDevice(ada, "first");
  const known = await knownDevice(ada);
  expect(await known?.stillCounts()).toBe(true);
  expect(await knownDevice("bob@example.com")).toBeUndefined();
});

test("it keeps its id over sign-ins, so that its tries stay counted", async () => {
  const { knownDevice, rememberDevice } = await nodeWith(old);
  await rememberDevice(ada, "first");
  const before = await knownDevice(ada);
  await rememberDevice("bob@example.com", "his");
  await rememberDevice(ada, "first");
  expect((await knownDevice(ada))?.id).toBe(before?.id);
  expect((await knownDevice("bob@example.com"))?.id).not.toBe(before?.id);
});

test("another password makes it a stranger, and so does the removal of the account", async () => {
  const { knownDevice, rememberDevice } = await nodeWith(old);
  await rememberDevice(ada, "first");
  const known = await knownDevice(ada);
  passwords.set(ada, "second");
  expect(await known?.stillCounts()).toBe(false);
  passwords.delete(ada);
  expect(await known?.stillCounts()).toBe(false);
});

test("a rotated seal key keeps it, and the end of the old one makes it a stranger", async () => {
  await (await nodeWith(old)).rememberDevice(ada, "first");
  expect(await (await nodeWith(next, old)).knownDevice(ada)).toBeDefined();
  expect(await (await nodeWith(next)).knownDevice(ada)).toBeUndefined();
});

test("half a year later it is a stranger", async () => {
  const { knownDevice, rememberDevice } = await nodeWith(old);
  await rememberDevice(ada, "first");
  const day = 24 * 60 * 60 * 1000;
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 179 * day });
  expect(await knownDevice(ada)).toBeDefined();
  vi.setSystemTime(Date.now() + 2 * day);
  expect(await knownDevice(ada)).toBeUndefined();
});

test("its cookie is short, shows nothing, opens no session, and an altered one is none", async () => {
  const { deviceCookieName, knownDevice, rememberDevice, sealToken, unsealToken } = await nodeWith(old);
  for (const name of ["ada", "bob", "eve", "joe", "kim"])
    await rememberDevice(`${name}@example.com`, "x".repeat(16));
  const value = jar.get(deviceCookieName()) ?? "";
  expect(value.length).toBeLessThan(900);
  expect(value).not.toMatch(/ada|kim|example/);
  expect(await unsealToken(value)).toBeUndefined();
  expect(await knownDevice(ada), "the fifth account pushes out the first").toBeUndefined();
  expect(await knownDevice("kim@example.com")).toBeDefined();
  for (const forged of [value.replace(/.{5}~2$/, "AAAAA~2"), "", "x", (await sealToken("a token")).value]) {
    expect(forged).not.toBe(value);
    jar.set(deviceCookieName(), forged);
    expect(await knownDevice("kim@example.com")).toBeUndefined();
  }
});
