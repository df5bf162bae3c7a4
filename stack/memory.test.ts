import { afterAll, beforeAll, expect, it } from "vitest";
import { OwnRedis } from "../lib/session/testing/own-redis.ts";
import { fillMemory, relieveMemory } from "./memory.ts";

let redis: OwnRedis;
beforeAll(async () => {
  redis = await OwnRedis.begin();
});
afterAll(() => redis.end());

/**
 * A Redis as a fresh site has it: one person is signed in, and that session is
 * all that could make room.
 */
async function freshSite() {
  const node = await redis.node("min-replicas-to-write 0");
  const { operator, port } = node;
  await operator.set("session", "x".repeat(400), "EX", 3600);
  const nodes = [{ host: "127.0.0.1", port }];
  const password = operator.options.password ?? "";
  const logins = async () => {
    for (let nth = 0; nth < 100; nth += 1) await operator.set(`login-${nth}`, "x".repeat(1000), "EX", 3600);
  };
  return { operator, nodes, password, logins };
}

it("while Redis is full of what strangers left, logins go on and no one who uses the site is signed out; `relieve` leaves nothing", async () => {
  const { operator, nodes, password, logins } = await freshSite();
  await fillMemory(nodes, password, "volatile-lru", true);
  await logins();
  expect(await operator.exists("session")).toBe(1);
  const evicted = Number(/^evicted_keys:(\d+)/m.exec(await operator.info())?.[1]);
  expect(evicted, "it was full").toBeGreaterThan(50);
  await relieveMemory(nodes, password);
  expect((await operator.keys("*")).filter((key) => !/^(session|login-\d+)$/.test(key))).toEqual([]);
}, 30_000);

it("without them the one session has to go, and logins are refused all the same (the control)", async () => {
  const { operator, nodes, password, logins } = await freshSite();
  await fillMemory(nodes, password, "volatile-lru");
  await expect(logins()).rejects.toThrow("OOM");
  expect(await operator.exists("session")).toBe(0);
}, 30_000);
