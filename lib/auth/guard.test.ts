import { beforeEach, expect, it, vi } from "vitest";
import type { Current } from "./current.ts";
import type { AppSession } from "./sessions.ts";

const who = vi.fn<() => Promise<Current>>();
vi.mock("./current.ts", () => ({ current: () => who() }));
vi.mock("../env.ts", () => ({ env: () => ({ SITE_URL: "https://site.example.com", STEP_UP_SECONDS: 300 }) }));
vi.mock("next/navigation", () => ({
  redirect: (to: string) => {
    throw new Error(`redirected to ${to}`);
  },
}));

const { requireAction, requirePage, entry, withSameOriginSession, withSession } = await import("./guard.ts");
const { isProven } = await import("./step-up.ts");
const { NotDurable, RedisUnavailable } = await import("../session/index.ts");

const session = (role: "user" | "operator", provenAfter?: number, readAt = 0): AppSession => ({
  id: "i",
  user: "u",
  data: { email: "a@example.com", name: "Ada", role, ...(provenAfter === undefined ? {} : { provenAfter }) },
  createdAt: new Date(0),
  lastSeenAt: new Date(0),
  idleExpiresAt: new Date(0),
  expiresAt: new Date(0),
  readAt: new Date(readAt),
  metadata: {
    createdBy: "app-a",
    signInMethod: "password",
    device: { browser: "Chrome 1", system: "Linux" },
  },
  parts: {},
  revision: {},
});
const as = (role: "user" | "operator") =>
  who.mockResolvedValue({ status: "signed-in", session: session(role), remaining: 1000 });
const fine = async () => new Response("fine");
beforeEach(() => who.mockReset());

it("an operator may do what a user may, and a user not what an operator may", async () => {
  as("operator");
  expect([(await entry("user")).status, (await entry("operator")).status]).toEqual(["allowed", "allowed"]);
  as("user");
  expect([(await entry("user")).status, (await entry("operator")).status]).toEqual(["allowed", "forbidden"]);
  expect((await withSession(fine, "operator")).status).toBe(403);
  expect((await requirePage("/console", "operator")).status).toBe("forbidden");
  expect((await requireAction("/console", "operator")).status).toBe("forbidden");
});

it("nobody is sent to the sign-in by pages and actions, and back to where they were; routes say 401", async () => {
  who.mockResolvedValue({ status: "anonymous" });
  await expect(requirePage("/account?x=1")).rejects.toThrow("redirected to /login?next=%2Faccount%3Fx%3D1");
  await expect(requireAction("/account")).rejects.toThrow("redirected to /login?next=%2Faccount");
  expect((await withSession(fine)).status).toBe(401);
});

it("while the store is away nobody is called anonymous: routes say 503, also when it fails half-way", async () => {
  who.mockResolvedValue({ status: "unavailable", retryAfter: 3, reason: "store-away" });
  const answer = await withSession(fine);
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "3"]);
  expect(await requirePage("/account")).toMatchObject({ status: "unavailable", retryAfter: 3 });
  as("user");
  expect((await withSession(() => Promise.reject(new RedisUnavailable("away")))).status).toBe(503);
  const short = await withSession(() => Promise.reject(new NotDurable(1, 2)));
  expect(await short.json()).toMatchObject({
    reason: "not-durable",
    detail: expect.stringContaining("may or may not"),
  });
});

it("a page of another site changes nothing", async () => {
  as("user");
  const change = async (headers: HeadersInit) =>
    (
      await withSameOriginSession(
        new Request("https://site.example.com/api/x", { method: "POST", headers }),
        fine,
      )
    ).status;
  expect(await change({ "sec-fetch-site": "cross-site" })).toBe(403);
  expect(await change({ "sec-fetch-site": "same-site" })).toBe(403);
  expect(await change({ origin: "https://evil.example" })).toBe(403);
  expect(await change({ origin: "https://site.example.com" })).toBe(200);
});

it("a proof counts for STEP_UP_SECONDS by Redis's clock, whatever the node's says, and one from the future not at all", () => {
  for (const node of [0, 120_000, -120_000]) {
    vi.useFakeTimers({ now: 1_000_000 + node });
    const proven = (provenAfter?: number) => isProven(session("user", provenAfter, 1_000_000));
    expect(proven()).toBe(false);
    expect(proven(1_000_000)).toBe(true);
    expect(proven(1_000_000 - 299_000)).toBe(true);
    expect(proven(1_000_000 - 300_000)).toBe(false);
    expect(proven(1_000_000 + 60_000)).toBe(false);
    expect(isProven(session("user", -300_000)), "proven before the session began").toBe(false);
  }
  vi.useRealTimers();
});
