import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { DurableRedis } from "../session/redis/durable.ts";
import { Job, type JobOptions, type Turn } from "./job.ts";
import { Lease } from "./lease.ts";

const every = 50;
const lease = 300;
const soon = { timeout: 10_000 };

function open(options: Pick<JobOptions, "work"> & Partial<JobOptions>) {
  const redis = new DurableRedis({ url: inject("redisUrls").standalone, label: "jobs" });
  const common = { redis, prefix: "unstuck", name: randomUUID(), every, lease, makeUp: 1000 };
  const job = new Job({ ...common, onError: () => {}, ...options });
  onTestFinished(async () => {
    await job.stop();
    await redis.close();
  });
  return { job, other: new Lease(common), redis };
}

test("does slot after slot, with the time at which each began", async () => {
  const turns: Turn[] = [];
  const { job } = open({ work: async (turn) => void turns.push(turn) });
  job.start();
  await vi.waitFor(() => expect(turns.length).toBeGreaterThan(3), soon);
  const [first] = turns;
  expect(turns.map(({ slot }) => slot - (first?.slot ?? 0))).toEqual(turns.map((_, nth) => nth));
  expect(turns.map(({ at }) => at.getTime())).toEqual(turns.map(({ slot }) => slot * every));
});

test("work that fails is told and done again, with a greater token", async () => {
  const turns: Turn[] = [];
  const onError = vi.fn();
  const work = async (turn: Turn) => {
    turns.push(turn);
    if (turns.length === 1) throw new Error("The mail server is away.");
  };
  open({ work, onError }).job.start();
  await vi.waitFor(() => expect(turns.length).toBeGreaterThan(1), soon);
  expect(onError).toHaveBeenCalledExactlyOnceWith(new Error("The mail server is away."));
  expect(turns[1]?.slot).toBe(turns[0]?.slot);
  expect(turns[1]?.token).toBeGreaterThan(turns[0]?.token ?? 0);
});

test("work that takes longer than the lease keeps it", async () => {
  const turns: Turn[] = [];
  const work = async (turn: Turn) => {
    turns.push(turn);
    if (turns.length === 1) await pause(3 * lease);
  };
  const { job, other } = open({ work });
  job.start();
  await vi.waitFor(() => expect(turns.length).toBe(1), soon);
  await pause(2 * lease);
  expect(await other.claim("another")).toEqual({ wait: expect.any(Number) });
  await vi.waitFor(() => expect(turns.length).toBeGreaterThan(1), soon);
  expect(turns[1]?.slot, "it was done").toBe((turns[0]?.slot ?? 0) + 1);
});

test("the signal tells the work that its slot is another's", async () => {
  let turn: Turn | undefined;
  const { job, redis } = open({
    work: async (given) => {
      turn ??= given;
      await new Promise((resolve) => given.signal.addEventListener("abort", resolve));
    },
  });
  job.start();
  await vi.waitFor(() => expect(turn).toBeDefined(), soon);
  // This is the state after the holder stood still for a lease.
  const client = redis.client;
  await redis.run(() => client.hset(job.key, "holder", "another"), 1000);
  await vi.waitFor(
    () => expect(turn?.signal.reason).toEqual(new Error("The slot was given to another process.")),
    soon,
  );
});

test("a job that stops finishes the slot in hand and takes no other", async () => {
  const turns: Turn[] = [];
  let finished = 0;
  const work = async (turn: Turn) => {
    turns.push(turn);
    await pause(100);
    finished += 1;
  };
  const { job, other } = open({ work });
  job.start();
  await vi.waitFor(() => expect(turns.length).toBe(1), soon);
  await job.stop();
  expect(finished).toBe(1);
  await pause(4 * every);
  expect(turns.length).toBe(1);
  const next = await other.claim("another");
  expect("slot" in next && next.slot, "the next one is free at once").toBe((turns[0]?.slot ?? 0) + 1);
});
