import { setImmediate as turnEnd } from "node:timers/promises";
import { expect, test } from "vitest";
import { Turn } from "./turn.ts";

const collect = (most: number) => {
  const sent: number[][] = [];
  return { sent, turn: new Turn<number>(most, (items) => void sent.push(items)) };
};

test("calls made in one turn leave together at its end, microtasks and ticks included", async () => {
  const { sent, turn } = collect(10);
  turn.add(1);
  await Promise.resolve();
  turn.add(2);
  process.nextTick(() => turn.add(3));
  expect(sent).toEqual([]);
  await turnEnd();
  expect(sent).toEqual([[1, 2, 3]]);
  turn.add(4);
  await turnEnd();
  expect(sent).toEqual([[1, 2, 3], [4]]);
});

test("a full group leaves at once, and what comes after it in the same turn is in the next", async () => {
  const { sent, turn } = collect(2);
  for (const item of [1, 2, 3, 4, 5]) turn.add(item);
  expect(sent).toEqual([
    [1, 2],
    [3, 4],
  ]);
  await turnEnd();
  expect(sent).toEqual([[1, 2], [3, 4], [5]]);
});

test("lanes leave apart, and nothing is sent twice", async () => {
  const { sent, turn } = collect(10);
  turn.add(1, "a");
  turn.add(2, "b");
  turn.add(3, "a");
  await turnEnd();
  await turnEnd();
  expect(sent).toEqual([[1, 3], [2]]);
});
