import { expect, it } from "vitest";
import type { Operation } from "./history.ts";
import type { Mark } from "./nemesis.ts";
import { altogether, felt, took } from "./summary.ts";

/** A read that was due at this time, sent late, and answered `ms` after its due time. */
const read = (due: number, ms: number, status = 200): Operation => ({
  ...{ kind: "read", user: "ada", session: "s1", due, from: due + ms / 2, to: due + ms, status },
  outcome: status === 200 ? "ok" : "failed",
});
const mark: Mark = { fault: "kill the primary", served: true, from: 1000, to: 1500, recovered: 2000 };

function result(history: readonly Operation[], dropped: readonly number[] = [], marks = [mark]) {
  return {
    ...{ seed: 1, minutes: 1, length: 4000, marks, history, verdicts: [] },
    ...{ offered: { rate: 10, dropped }, versions: {}, date: "" },
  };
}

it("counts a request's time from when it was due, and among those of the span in which it was due", () => {
  // Sent after the fault was over, but due during it: a person had been waiting since.
  const [row] = felt([result([read(500, 10), read(1900, 1500), read(2500, 20)])]);
  expect(row?.before.reads.max).toBe(10);
  expect(row?.during.reads).toMatchObject({ p50: 1500, max: 1500 });
  expect(row?.after.reads.max).toBe(20);
});

it("tells the percentiles apart", () => {
  const history = Array.from({ length: 1000 }, (_, nth) =>
    read(nth / 10, nth < 980 ? 10 : nth < 998 ? 500 : 2000),
  );
  const [row] = took([result(history, [], [])]);
  expect(row).toMatchObject({ requests: 1000, max: 2000 });
  expect(row?.p50).toBeCloseTo(10, 1);
  expect(row?.p99).toBeCloseTo(500, -1);
  expect(row?.p99_9).toBeCloseTo(2000, -1);
});

it("counts what wasn't sent where it was due, and what failed", () => {
  const [row] = felt([result([read(1200, 10, 503), read(1300, 10)], [1100, 1150, 3000])]);
  expect(row?.during).toMatchObject({ requests: 2, failed: 1, dropped: 2 });
  expect(row?.after.dropped).toBe(1);
});

it("divides the time between two faults, so that no request counts for both", () => {
  const second: Mark = {
    ...mark,
    fault: "kill a node",
    served: false,
    from: 3000,
    to: 3100,
    recovered: 3200,
  };
  const [killed, node] = felt([result([read(2400, 10), read(2600, 30)], [], [mark, second])]);
  expect(killed?.after).toMatchObject({ requests: 1, reads: { max: 10 } });
  expect(node?.before).toMatchObject({ requests: 1, reads: { max: 30 } });
});

it("tells apart what is felt with nothing broken, with what is to be served all the same, and with more", () => {
  const second: Mark = {
    ...mark,
    fault: "kill a node",
    served: false,
    from: 3000,
    to: 3100,
    recovered: 3200,
  };
  const all = altogether([
    result([read(10, 1), read(1500, 1), read(1600, 1), read(3050, 1)], [], [mark, second]),
  ]);
  expect([all.whole.requests, all.served.requests, all.unserved.requests]).toEqual([1, 2, 1]);
});
