import { randomUUID } from "node:crypto";
import { expect, inject, test, vi } from "vitest";
import { drain } from "../../lib/node/drain.ts";

test("a node runs the timers of ten experiments at once, and ends them when it leaves", async () => {
  vi.stubEnv("REDIS_URL", inject("redisUrls").standalone);
  for (const name of ["SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS"])
    vi.stubEnv(name, "k".repeat(43));
  vi.stubEnv("NODE_NAME", "app-a");
  const { beginTimers, jobDone } = await import("./lesson-job.ts");
  const visitors = Array.from({ length: 10 }, () => randomUUID());
  expect(visitors.map(beginTimers)).toEqual(visitors.map(() => true));
  expect(beginTimers(randomUUID()), "an eleventh").toBe(false);
  expect(beginTimers(visitors[0] ?? ""), "one that runs").toBe(true);
  await vi.waitFor(async () => {
    const { alone, once } = await jobDone(visitors[0] ?? "");
    expect(alone.length).toBeGreaterThan(0);
    expect(once.length).toBeGreaterThan(0);
  }, 8000);
  await drain().leave(0);
  expect(beginTimers(randomUUID()), "there is room again").toBe(true);
}, 20_000);
