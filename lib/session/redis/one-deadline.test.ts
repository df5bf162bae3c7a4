import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { DurableRedis } from "./durable.ts";
import { isUnavailable } from "./errors.ts";
import { withOneDeadline } from "./one-deadline.ts";
import { Script } from "./script.ts";

const increment = new Script(fileURLToPath(new URL("../testing/increment.lua", import.meta.url)));
let away: DurableRedis;

beforeAll(() => {
  away = new DurableRedis({
    url: "redis://127.0.0.1:1",
    label: "test",
    deadlines: { read: 200, write: 400 },
  });
});
afterAll(() => away.close());

/** A login while Redis is away: it goes on without its count, and then asks for the account. */
async function login(): Promise<void> {
  await away.run(() => away.client.ping(), 300).catch(() => {});
  await away.readForWrite(increment, ["unstuck:{t}:user"]);
}

const timed = async (work: () => Promise<unknown>) => {
  const began = performance.now();
  await expect(work()).rejects.toSatisfy(isUnavailable);
  return performance.now() - began;
};

test("steps that each may wait as long as a write are over within one write's deadline together", async () => {
  expect(await timed(() => withOneDeadline(login, 400))).toBeLessThan(550);
  expect(
    await timed(() => withOneDeadline(() => away.write(increment, ["unstuck:{t}:user"]), 100)),
  ).toBeLessThan(300);
  const nested = () => withOneDeadline(() => withOneDeadline(login, 5000), 400);
  expect(await timed(nested), "a step has no more time than the whole").toBeLessThan(550);
  // Control: without the one deadline, the waits add up.
  expect(await timed(login)).toBeGreaterThan(650);
});

test("one that is over fails at once, and a Redis that answers is not asked to hurry", async () => {
  const late = withOneDeadline(async () => {
    await new Promise((resolve) => setTimeout(resolve, 60));
    return timed(() => away.readForWrite(increment, ["unstuck:{t}:user"]));
  }, 50);
  expect(await late).toBeLessThan(100);
  const here = new DurableRedis({ url: inject("redisUrls").standalone, label: "test" });
  expect(await withOneDeadline(() => here.readForWrite(increment, ["unstuck:{t}:one-deadline"]))).toBe(1);
  await here.close();
});
