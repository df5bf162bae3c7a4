import { expect, test } from "vitest";
import { compare, ratioOf } from "./compare.ts";
import { reportPage } from "./report/page.ts";
import { operations, storeSections } from "./store.ts";

test("every operation is measured against every peer that has it, and the report shows each comparison", async () => {
  const size = { users: 30, rounds: 1, turnMs: 2, callers: [4], delays: [0.5] };
  const sections = await storeSections(size);
  const names = sections.flatMap(({ rows }) => rows.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  for (const operation of operations) {
    expect(names).toContain(`${operation}-vs-itself-4-at-0.5ms`);
    expect(names).toContain(`${operation}-vs-spring-replay-4-at-0.5ms`);
  }
  expect(names).toContain("read-vs-connect-redis-1-at-1ms");
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
