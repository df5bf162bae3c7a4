import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { beforeEach, expect, it, vi } from "vitest";

const key = "k".repeat(44);
for (const name of ["SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS", "DEMO_PASSWORD"])
  vi.stubEnv(name, key);
vi.stubEnv("NODE_NAME", "app-a");
vi.stubEnv("REDIS_URL", "redis://127.0.0.1:1");

const jar = new Map<string, string>();
const read = vi.fn();
vi.mock("next/headers", () => ({
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
});

it("a genuine cookie's token is looked up, once (the control of the next)", async () => {
  jar.set(cookieName(), (await sealToken(token)).value);
  await current();
  expect(read.mock.calls).toEqual([[token]]);
});

/** A genuine seal with one thing done to it. */
const mutated = (seal: string) =>
  fc
    .tuple(
      fc.constantFrom("replace", "insert", "remove", "cut", "double", "swap", "append"),
      fc.nat(seal.length - 1),
      fc.nat(seal.length - 1),
      fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 3 }),
    )
    .map(([kind, at, other, text]) => {
      switch (kind) {
        case "replace":
          return seal.slice(0, at) + text + seal.slice(at + text.length);
        case "insert":
          return seal.slice(0, at) + text + seal.slice(at);
        case "remove":
          return seal.slice(0, at) + seal.slice(at + 1);
        case "cut":
          return seal.slice(0, at);
        case "double":
          return seal.slice(0, at) + seal.slice(Math.min(at, other));
        case "append":
          return seal + text;
        default: {
          const parts = seal.split("*");
          const [from, to] = [at % parts.length, other % parts.length];
          [parts[from], parts[to]] = [parts[to] ?? "", parts[from] ?? ""];
          return parts.join("*");
        }
      }
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
