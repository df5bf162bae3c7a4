import { randomUUID } from "node:crypto";
import { afterAll, expect, inject, it } from "vitest";
import { DurableRedis } from "../session/redis/durable.ts";
import { Beat } from "./beat.ts";
import { EventLog } from "./event-log.ts";

const redis = new DurableRedis({ url: inject("redisUrls").sentinel, label: "beat-test" });
const log = new EventLog(redis, "test-n");
const beat = new Beat(redis, "test-n", 60_000);
const part = `part-${randomUUID()}`;
const facts = { since: 0, build: "test", requestsPerSecond: 0, requests: 0, inFlight: 0, rss: 0 };

afterAll(() => redis.close());

/**
 * Sends one beat that saw the part in this state. It returns the state on which the nodes agreed,
 * and the last event of the log.
 */
async function see(state: "up" | "down") {
  const parts = [{ name: part, state, awayFor: 0 }];
  const { agreed } = await beat.send({ state: "up", facts, wasAway: 0, parts }, 1500);
  await log.collect();
  const last = log.recent.findLast((event) => "part" in event && event.part === part);
  return { agreed: agreed.get(part), told: last?.kind };
}

it("agrees on what the log says, also of a part that changes to and fro", async () => {
  expect(await see("up")).toEqual({ agreed: "up", told: undefined });
  // The nodes keep to a state for 3 s after they announced it.
  await expect.poll(() => see("down"), { timeout: 10_000 }).toEqual({ agreed: "down", told: "part-down" });
  const { agreed, told } = await see("up");
  expect(told).toBe(`part-${agreed}`);
  await expect.poll(() => see("up"), { timeout: 10_000 }).toEqual({ agreed: "up", told: "part-up" });
});
