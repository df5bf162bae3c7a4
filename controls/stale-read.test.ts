import { expect, test } from "vitest";
import { staleReadRun } from "../lib/session/testing/stale-read.ts";
import { without } from "./ablations.ts";

/** Each run takes about 16 s, and 2 of 3 runs find a stale read. */
const controlRuns = 10;
const runWithin = 60_000;

test(
  "control: when what the Sentinels said counts from the end of the poll, it is accepted",
  async () => {
    let found = 0;
    for (let nth = 0; nth < controlRuns && found === 0; nth += 1)
      found = (await staleReadRun(nth % 3, without("poll-start"))).stale.length;
    expect(found).toBeGreaterThan(0);
  },
  controlRuns * runWithin,
);
