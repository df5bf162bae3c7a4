import { afterEach, expect, inject, it } from "vitest";
import { DurableRedis } from "../session/redis/durable.ts";
import { isAfter, type LiveEvent } from "./event.ts";
import { Live } from "./live.ts";

const url = inject("redisUrls").sentinel;
const opened: DurableRedis[] = [];
const silence = 300;
/** A node that beats less often takes itself for one that was away. */
const often = { interval: silence / 6 };

afterEach(async () => {
  await Promise.all(opened.splice(0).map((redis) => redis.close()));
});

/** A node that beats when the test tells it to. */
function node(name: string) {
  const redis = new DurableRedis({ url, label: name });
  opened.push(redis);
  const live = new Live({ redis, name, nameOf: ({ port }) => `redis-${port}`, silence });
  const heard: LiveEvent[] = [];
  live.watch({ state: () => {}, events: (events) => heard.push(...events) });
  return { live, heard };
}

const of = (heard: readonly LiveEvent[], name: string) =>
  heard.flatMap((event) => ("node" in event && event.node === name ? [event.kind] : []));

it("tells a node's silence once, however many others see it at the same moment", async () => {
  const [a, b, c, dying] = [node("test-a"), node("test-b"), node("test-c"), node("test-d")];
  await dying.live.beat();
  const others = [a, b, c];
  await expect
    .poll(async () => {
      await Promise.all(others.map(({ live }) => live.beat()));
      return of(a.heard, "test-d");
    }, often)
    .toContain("node-silent");
  await Promise.all(others.map(({ live }) => live.beat()));
  for (const { heard } of others)
    expect(of(heard, "test-d").filter((kind) => kind === "node-silent")).toHaveLength(1);
});

it("shows a node that started again as up again, and one that goes on as back", async () => {
  const watcher = node("test-e");
  const frozen = node("test-f");
  await frozen.live.beat();
  await expect
    .poll(async () => {
      await watcher.live.beat();
      return of(watcher.heard, "test-f");
    }, often)
    .toContain("node-silent");
  await frozen.live.beat();
  await watcher.live.beat();
  expect(of(watcher.heard, "test-f").at(-1)).toBe("node-back");
  await node("test-f").live.beat();
  await watcher.live.beat();
  expect(of(watcher.heard, "test-f").at(-1)).toBe("node-up");
  expect(watcher.live.state.nodes.find(({ name }) => name === "test-f")?.state).toBe("up");
});

it("tells of no silence after all of them couldn't beat, as while a primary is elected", async () => {
  const [one, other] = [node("test-l"), node("test-m")];
  await Promise.all([one, other].map(({ live }) => live.beat()));
  await new Promise((resolve) => setTimeout(resolve, silence * 2));
  await one.live.beat();
  await one.live.beat();
  expect(of(one.heard, "test-m")).not.toContain("node-silent");
  expect(one.live.state.nodes.find(({ name }) => name === "test-m")?.state).toBe("up");
  // A node that doesn't come back after that does count as silent.
  await expect
    .poll(async () => {
      await one.live.beat();
      return of(one.heard, "test-m");
    }, often)
    .toContain("node-silent");
});

it("tells what a node announces to all of them, in the order of their ids", async () => {
  const [one, other] = [node("test-g"), node("test-h")];
  await Promise.all([one, other].map(({ live }) => live.beat()));
  for (const part of ["first", "second"]) {
    await one.live.announce({ kind: "asked", verb: "kill", part, by: "A test" });
  }
  await other.live.beat();
  const parts = other.heard.flatMap((event) =>
    event.kind === "asked" && event.by === "A test" ? [event.part] : [],
  );
  expect(parts.slice(-2)).toEqual(["first", "second"]);
  const ids = other.heard.map(({ id }) => id);
  expect(ids.every((id, index) => index === 0 || isAfter(id, ids[index - 1] ?? ""))).toBe(true);
});

it("a node that starts later knows what was told before it came", async () => {
  const early = node("test-i");
  await early.live.announce({ kind: "asked", verb: "kill", part: "before", by: "A test" });
  const late = node("test-j");
  await late.live.beat();
  expect(late.live.recent.some((event) => event.kind === "asked" && event.part === "before")).toBe(true);
});

it("names the primary as the Sentinels do, and its replicas with what they lack", async () => {
  const { live } = node("test-k");
  await expect
    .poll(async () => {
      await live.beat();
      return live.state.redis.nodes.map(({ role, up }) => `${role} ${up}`).sort();
    })
    .toEqual(["primary true", "replica true", "replica true"]);
  expect(
    live.state.redis.nodes.filter(({ role }) => role === "replica").every(({ lag }) => lag !== null),
  ).toBe(true);
  expect(live.state.sentinels.every(({ up }) => up)).toBe(true);
});
