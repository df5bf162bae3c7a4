import { expect, test } from "vitest";
import { readScript } from "../lib/session/scripts.ts";
import { compare, ratioOf } from "./compare.ts";
import { withoutLookUp } from "./growth/index-look-up.ts";
import { operations } from "./operations.ts";
import { rateIn } from "./redis-benchmark.ts";
import { reportPage } from "./report/page.ts";
import { tables } from "./report/tables.ts";
import { groupOf } from "./scaling.ts";
import { percentile } from "./spread.ts";
import { storeSections } from "./store.ts";
import { untilSteady } from "./warm-up.ts";

test("every operation is measured against every peer that has it, and the report shows each comparison", async () => {
  const size = { users: 30, rounds: 1, turnMs: 2, callers: [4], delays: [0, 0.5] };
  const sections = await storeSections(size);
  const names = sections.flatMap(({ rows }) => rows.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  for (const operation of operations) {
    expect(names).toContain(`${operation}-vs-itself-4-at-0.5ms`);
    expect(names).toContain(`${operation}-vs-spring-replay-4-at-0.5ms`);
  }
  expect(names).toContain("read-vs-connect-redis-1-at-1ms");
  // The tools are at the top, and only in sections without a proxy.
  expect(names.slice(0, 2)).toEqual(["read-vs-redis-benchmark-4", "read-vs-redis-benchmark-pipelined-4"]);
  expect(names).not.toContain("read-vs-redis-benchmark-4-at-0.5ms");
  const ratios = sections.flatMap(({ rows }) => rows.map(({ ratio }) => ratio.median));
  expect(ratios.filter((ratio) => !(ratio > 0 && ratio < Number.POSITIVE_INFINITY))).toEqual([]);
  const page = reportPage({ taken: "today", machine: {}, versions: {}, ratios: {}, sections });
  expect(page.match(/<svg/g)).toHaveLength(names.length);
}, 120_000);

test("every other round runs in the opposite order", async () => {
  const turns: string[] = [];
  const trial = (name: string) => ({
    name,
    prepare: async () => void turns.push(name),
    call: async () => {},
  });
  await compare([trial("a"), trial("b"), trial("c")], { callers: 1, rounds: 4, turnMs: 1, most: 1 });
  expect(turns.slice(-12).join("")).toBe("abccbaabccba");
});

test("a ratio is the median of the rounds' ratios, so that a slow moment which falls on both changes nothing", () => {
  const turn = (rate: number) => ({ rate, cpu: 1 / rate, serverCpu: 1 / rate });
  const turns = new Map([
    ["quick", [turn(200), turn(20), turn(2000)]],
    ["slow", [turn(100), turn(10), turn(10)]],
  ]);
  expect(ratioOf(turns, "quick", "slow").median).toBe(2);
  expect(ratioOf(turns, "quick", "slow", "cpu").median).toBe(2);
});

test("a tool's figure is told only where it counted something", () => {
  const head = '"test","rps","avg_latency_ms"';
  expect(rateIn(`WARNING: something\n${head}\n"GET a:__rand_int__","14662.76","1.347"\n`)).toBe(14662.76);
  expect(() => rateIn(`${head}\n"GET a:__rand_int__","inf","0.000"\n`)).toThrow(/no calls a second/);
  expect(() => rateIn("NOAUTH Authentication required.")).toThrow(/no calls a second/);
});

test("the read script without the index look-up differs from the real one by that line alone", () => {
  const [with_, without] = [readScript.source, withoutLookUp(readScript.source)].map((text) =>
    text.split("\n"),
  );
  const changed = (without ?? []).filter((line, index) => line !== with_?.[index]);
  expect(changed).toEqual(["  local score = '99999999999999'"]);
  expect(without).toHaveLength(with_?.length ?? 0);
  expect(() => withoutLookUp("return 1")).toThrow(/should have this line once/);
});

test("a percentile is what so many of the values don't exceed", () => {
  const values = Array.from({ length: 101 }, (_, index) => 100 - index);
  expect([percentile(values, 0.99), percentile(values, 1), percentile(values, 0)]).toEqual([99, 100, 0]);
});

test("a row of which nothing is wanted stands in its section with its figures, unless it compares with a peer", () => {
  const ratio = { median: 2, low: 1, high: 3 };
  const row = (name: string, wanted?: { most: number }) => ({
    name,
    says: name,
    ratio,
    figures: { "many seconds": 1234 },
    ...(wanted ? { wanted } : {}),
  });
  const rows = [row("restart-2-vs-1"), row("list-2-vs-1", { most: 1 }), row("read-vs-redis-benchmark-4")];
  const section = { title: "Some", note: "Note.", rows };
  const text = tables({ taken: "today", machine: {}, versions: {}, ratios: {}, sections: [section] });
  expect(text.split("### Some")[1]?.match(/^\|.*/gm)).toEqual([
    "| unstuck by (delay, callers) | 0 ms, 4 |",
    "| --- | --- |",
    "| redis-benchmark | 2 |",
    "| comparison | ratio | middle half | figures |",
    "| --- | --- | --- | --- |",
    "| restart-2-vs-1 | 2 | 1 to 3 | many seconds 1,234 |",
  ]);
});

test("warming up goes on while it brings something, and ends after two windows that don't, or after so many", async () => {
  const windows = async (rates: readonly number[], atMost: number) => {
    let run = 0;
    await untilSteady(async () => rates[run++] ?? Number.NaN, atMost);
    return run;
  };
  expect(await windows([137, 313, 607, 810, 820, 815, 999], 12)).toBe(6);
  // A slow moment of the machine doesn't end the warm-up.
  expect(await windows([137, 313, 200, 607, 610, 612, 999], 12)).toBe(6);
  expect(await windows([1, 2, 3, 4, 5], 4)).toBe(4);
});

test("in six rounds each node is alone, and one of two, as often as each other", () => {
  const count = (size: number) => {
    const times = new Map<string, number>();
    for (let round = 0; round < 6; round += 1)
      for (const name of groupOf(["a", "b", "c"], size, round)) times.set(name, (times.get(name) ?? 0) + 1);
    return [...times].sort().flat();
  };
  expect(count(1)).toEqual(["a", 2, "b", 2, "c", 2]);
  expect(count(2)).toEqual(["a", 4, "b", 4, "c", 4]);
  expect(count(3)).toEqual(["a", 6, "b", 6, "c", 6]);
});
