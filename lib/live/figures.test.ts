import { Counter, Registry } from "prom-client";
import { expect, it } from "vitest";
import { endings, Figures, minutesKept, type NodeFigures, together } from "./figures.ts";

const none = Object.fromEntries(endings.map((ending) => [ending, 0])) as NodeFigures["minutes"][0]["ended"];
const node = (changes: Partial<NodeFigures> = {}): NodeFigures => ({
  at: 1,
  minutes: [],
  ttlSeconds: [],
  envelopeBytes: [],
  operations: [],
  redis: null,
  ...changes,
});

it("counts by the minute what was counted since it was asked last, and keeps fifteen minutes", async () => {
  const registry = new Registry();
  const created = new Counter({ name: "unstuck_sessions_created_total", help: "-", registers: [registry] });
  const figures = new Figures(registry);
  await figures.take(0, undefined);
  created.inc(2);
  await figures.take(1000, undefined);
  created.inc(3);
  const { minutes } = await figures.take(60_000, undefined);
  expect(minutes.map((one) => one.created)).toEqual([2, 3]);
  const later = await figures.take(60 * 60_000, undefined);
  expect(later.minutes).toHaveLength(1);
  for (let minute = 61; minute < 100; minute += 1) await figures.take(minute * 60_000, undefined);
  expect((await figures.take(100 * 60_000, undefined)).minutes).toHaveLength(minutesKept);
});

it("adds up what nodes did, and not what each of them heard of the others", () => {
  const one = node({ minutes: [{ minute: 7, created: 2, ended: { ...none, logout: 1, expired: 5 } }] });
  const other = node({ minutes: [{ minute: 7, created: 3, ended: { ...none, logout: 1, expired: 4 } }] });
  const minute = together([one, other])?.minutes.at(-1);
  expect(minute?.created).toBe(5);
  expect(minute?.ended).toMatchObject({ logout: 2, expired: 5 });
});
