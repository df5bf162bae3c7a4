import { expect, it, vi } from "vitest";
import { type Change, changes, openWith, ringOf, sealWith } from "./key-rings.ts";

for (const name of ["SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS"])
  vi.stubEnv(name, "k".repeat(44));
vi.stubEnv("NODE_NAME", "app-a");
vi.stubEnv("REDIS_URL", "redis://127.0.0.1:1");

/**
 * How often a node can't open a cookie while the nodes change over one by one, each request meeting
 * the next node.
 */
async function losses(change: Change): Promise<number> {
  let cookie = await sealWith(ringOf(change, 1, false), { login: "ada" });
  let lost = 0;
  for (const pass of change === "twice" ? ([1, 2] as const) : ([1] as const)) {
    for (let updated = 1; updated <= 3; updated += 1) {
      for (let node = 0; node < 3; node += 1) {
        const ring = ringOf(change, pass, node < updated);
        if ((await openWith(ring, cookie)) === undefined) lost += 1;
        cookie = await sealWith(ring, { login: "ada" });
      }
    }
  }
  return lost;
}

it("in two passes no node meets a cookie that it can't open, and in one pass some do", async () => {
  const lost = Object.fromEntries(
    await Promise.all(changes.map(async (change) => [change, await losses(change)])),
  );
  expect(lost.twice).toBe(0);
  expect(lost.replaced).toBeGreaterThan(0);
  expect(lost.added).toBeGreaterThan(0);
});
