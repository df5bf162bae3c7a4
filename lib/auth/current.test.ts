import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { beforeEach, expect, it, vi } from "vitest";
import { mutated } from "./testing/mutated.ts";

const key = "k".repeat(44);
for (const name of ["SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS"]) vi.stubEnv(name, key);
vi.stubEnv("NODE_NAME", "app-a");
vi.stubEnv("REDIS_URL", "redis://127.0.0.1:1");

const jar = new Map<string, string>();
let arrived: Record<string, string> = {};
const read = vi.fn();
/**
 * The cookies that this request's answer sets. Next.js's `cookies()` shows them like those of the
 * request.
 */
const given = new Map<string, string>();
const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
vi.mock("next/headers", () => ({
  headers: async () => {
    const all = new Map(Object.entries({ ...arrived, cookie: cookie() }));
    return { get: (name: string) => all.get(name) ?? null, has: (name: string) => all.has(name) };
  },
  cookies: async () => {
    const all = new Map([...jar, ...given]);
    return {
      has: (name: string) => all.has(name),
      get: (name: string) => (all.has(name) ? { name, value: all.get(name) } : undefined),
    };
  },
}));
vi.mock("./sessions.ts", () => ({ sessions: () => ({ read }) }));

const { admits } = await import("./admission.ts");
const { current, glance } = await import("./current.ts");
const { cookieName, sealToken } = await import("./iron.ts");

const token = `${"t".repeat(16)}.${"i".repeat(22)}.${randomBytes(32).toString("base64url")}`;
beforeEach(() => {
  read.mockReset();
  read.mockResolvedValue({ status: "none", replayed: false });
  arrived = {};
  jar.clear();
  given.clear();
});

it("a genuine cookie's token is looked up, once (the control of the next)", async () => {
  jar.set(cookieName(), (await sealToken(token)).value);
  await current();
  expect(read.mock.calls).toEqual([[token, { slide: true }]]);
});

it("of 100,000 mutated cookies none throws, none is accepted and none asks Redis", {
  timeout: 180_000,
}, async () => {
  const seal = (await sealToken(token)).value;
  let tried = 0;
  await fc.assert(
    fc.asyncProperty(mutated(seal), async (cookie) => {
      // The text after a semicolon is another cookie.
      fc.pre(cookie !== seal && !cookie.includes(";"));
      tried += 1;
      jar.set(cookieName(), cookie);
      expect(await current()).toEqual({ status: "anonymous" });
    }),
    { numRuns: 100_000 },
  );
  expect(tried).toBe(100_000);
  expect(read.mock.calls.length, "questions to the store").toBe(0);
});

it("a request that took longer to arrive than a replaced token is accepted is sent again, and not taken for a thief's", async () => {
  jar.set(cookieName(), (await sealToken(token)).value);
  arrived = { "x-arrival-seconds": "30.001" };
  expect(await current()).toEqual({ status: "unavailable", retryAfter: 1, reason: "overloaded" });
  expect(read).not.toHaveBeenCalled();
  arrived = { "x-arrival-seconds": "29.999" };
  expect(await current()).toEqual({ status: "anonymous" });
});

it.each([
  ["a header", { "x-by-itself": "1" }, {}],
  ["a header that says the opposite", { "x-by-itself": "0" }, {}],
  ["a cookie", {}, { "by-itself": "1" }],
  ["the browser, which fetches ahead", { "sec-purpose": "prefetch;prerender" }, {}],
])("a request that a page made by itself slides nothing: told by %s", async (_, said, more) => {
  jar.set(cookieName(), (await sealToken(token)).value);
  arrived = said;
  for (const [name, value] of Object.entries(more)) jar.set(name, value);
  await current();
  expect(read.mock.calls).toEqual([[token, { slide: false }]]);
});

it("a session that this site no longer takes is nobody's", async () => {
  jar.set(cookieName(), (await sealToken(token)).value);
  admits.replaceWith(
    () =>
      ({ user }) =>
        user !== "switched-off",
  );
  const session = { id: "i", user: "switched-off", metadata: { signInMethod: "password" }, data: {} };
  read.mockResolvedValue({ status: "alive", superseded: false, session });
  expect(await current()).toEqual({ status: "anonymous" });
  read.mockResolvedValue({ status: "alive", superseded: false, session: { ...session, user: "ada" } });
  expect(await current()).toMatchObject({ status: "signed-in" });
});

it("an event stream slides nothing, whatever its request says", async () => {
  jar.set(cookieName(), (await sealToken(token)).value);
  await glance();
  expect(read.mock.calls).toEqual([[token, { slide: false }]]);
});

it("a token that this very request is given isn't taken for one that the browser showed", async () => {
  given.set(cookieName(), (await sealToken(token)).value);
  expect(await current()).toEqual({ status: "anonymous" });
  const before = `${"t".repeat(16)}.${"b".repeat(22)}.${randomBytes(32).toString("base64url")}`;
  jar.set(cookieName(), (await sealToken(before)).value);
  await current();
  expect(read.mock.calls).toEqual([[before, { slide: true }]]);
});

it("a session that a superseded token leads to has no proof in it", async () => {
  jar.set(cookieName(), (await sealToken(token)).value);
  const session = { id: "i", user: "u", data: { email: "a@example.com", provenAfter: 0 } };
  read.mockResolvedValue({ status: "alive", superseded: false, session });
  expect(await current()).toMatchObject({ session: { data: { provenAfter: 0 } } });
  read.mockResolvedValue({ status: "alive", superseded: true, session });
  expect(await current()).toEqual({
    status: "signed-in",
    session: { ...session, data: { email: "a@example.com" } },
  });
});
