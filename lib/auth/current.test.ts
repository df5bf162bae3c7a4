import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { beforeEach, expect, it, vi } from "vitest";
import { mutated } from "./testing/mutated.ts";

const key = "k".repeat(44);
for (const name of ["SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS", "DEMO_PASSWORD"])
  vi.stubEnv(name, key);
vi.stubEnv("NODE_NAME", "app-a");
vi.stubEnv("REDIS_URL", "redis://127.0.0.1:1");

const jar = new Map<string, string>();
let arrived: Record<string, string> = {};
const read = vi.fn();
vi.mock("next/headers", () => ({
  headers: async () => new Headers(arrived),
  cookies: async () => ({
    get: (name: string) => (jar.has(name) ? { name, value: jar.get(name) } : undefined),
  }),
}));
vi.mock("./sessions.ts", () => ({ sessions: () => ({ read }) }));

const { current } = await import("./current.ts");
const { cookieName, sealToken } = await import("./iron.ts");

const token = `${"t".repeat(16)}.${"i".repeat(22)}.${randomBytes(32).toString("base64url")}`;
beforeEach(() => {
  read.mockReset();
  read.mockResolvedValue({ status: "none", replayed: false });
  arrived = {};
});

it("a genuine cookie's token is looked up, once (the control of the next)", async () => {
  jar.set(cookieName(), (await sealToken(token)).value);
  await current();
  expect(read.mock.calls).toEqual([[token]]);
});

it("of 100,000 mutated cookies none throws, none is accepted and none asks Redis", {
  timeout: 180_000,
}, async () => {
  const seal = (await sealToken(token)).value;
  let tried = 0;
  await fc.assert(
    fc.asyncProperty(mutated(seal), async (cookie) => {
      fc.pre(cookie !== seal);
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
  expect(await current()).toEqual({ status: "unavailable", retryAfter: 1 });
  expect(read).not.toHaveBeenCalled();
  arrived = { "x-arrival-seconds": "29.999" };
  expect(await current()).toEqual({ status: "anonymous" });
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
