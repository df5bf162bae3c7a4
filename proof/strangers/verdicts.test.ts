import { describe, expect, it } from "vitest";
import type { Came } from "./flooder.ts";
import type { Gauges } from "./gauges.ts";
import { kindNames, kinds } from "./kinds.ts";
import type { Felt } from "./person.ts";
import { judge, type Seen, timesOf } from "./verdicts.ts";

const felt = (count: number, ms: number, status = 200): Felt[] =>
  Array.from({ length: count }, () => ({ what: "GET /", due: 0, ms, status }));
const gauges = (megabytes: number, evicted = 0): Gauges => ({
  memory: { "app-a": 100e6, "app-b": megabytes * 1e6 },
  evicted,
  throttleKeys: 3,
});
const came = (share = 1) =>
  Object.fromEntries(
    kindNames.map((name) => [name, { begun: kinds[name].perSecond * 40 * share, outcomes: {} }]),
  ) as Came;

/** A site that holds all its promises. */
const fine: Seen = {
  quiet: felt(1000, 20),
  flooded: [...felt(995, 40), ...felt(5, 900)],
  addresses: ["127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"],
  came: came(),
  seconds: 10,
  gauges: { before: gauges(100), end: gauges(180), after: gauges(119) },
  kept: { before: 50, after: 50 },
};
const broken = (change: Partial<Seen>) =>
  judge({ ...fine, ...change }).flatMap(({ promise, holds }) => (holds ? [] : [promise]));

it("a site that holds all it promises is found to", () => {
  expect(broken({})).toEqual([]);
});

describe.each([
  ["None of the person’s requests fails", { flooded: [...felt(999, 40), ...felt(1, 40, 429)] }],
  ["None of the person’s requests fails", { flooded: [...felt(999, 40), ...felt(1, 40, 0)] }],
  ["99 of 100 requests take at most", { flooded: [...felt(980, 40), ...felt(20, 251)] }],
  [
    "99 of 100 requests take at most",
    { quiet: felt(100, 100), flooded: [...felt(980, 40), ...felt(20, 301)] },
  ],
  ["A minute later each node’s memory", { gauges: { ...fine.gauges, after: gauges(121) } }],
  ["A minute later each node’s memory", { gauges: { ...fine.gauges, after: gauges(Number.NaN) } }],
  ["No session is evicted", { kept: { before: 50, after: 49 } }],
  ["No session is evicted", { gauges: { ...fine.gauges, after: gauges(100, 1) } }],
  ["The strangers came as fast", { came: came(0.8) }],
] as [string, Partial<Seen>][])("%s: it is found where", (promise, change) => {
  it(`the campaign saw ${Object.keys(change).join()} otherwise`, () => {
    expect(broken(change)).toEqual([expect.stringContaining(promise)]);
  });
});

it("three times a slow quiet value is allowed", () => {
  expect(broken({ quiet: felt(100, 100), flooded: felt(1000, 299) })).toEqual([]);
});

it("the longest and the 99th percentile are of all requests, the failed ones too", () => {
  expect(timesOf([...felt(98, 10), ...felt(2, 1000, 0)])).toEqual({
    p50: 10,
    p99: 1000,
    max: 1000,
    failed: 2,
    requests: 100,
  });
});
