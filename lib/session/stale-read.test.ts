import { expect, test } from "vitest";
import { staleReadRun } from "./testing/stale-read.ts";

/** Each run takes about 16 s. The whole campaign is `STALE_READ_RUNS=50`. */
const runs = Number(process.env.STALE_READ_RUNS || 3);
const runWithin = 60_000;

test(
  "a session that was revoked on the new primary is accepted by no node that still reaches the old one",
  async () => {
    for (let nth = 0; nth < runs; nth += 1) {
      const { stale, served } = await staleReadRun(nth % 3);
      expect(stale, `in run ${nth + 1}`).toEqual([]);
      expect(served, "reads that the primary answered while it could be trusted").toBeGreaterThan(0);
    }
  },
  runs * runWithin,
);
