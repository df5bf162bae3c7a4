import { expect, it } from "vitest";
import type { Report } from "./report-contents.ts";
import { headline } from "./report-intro.ts";

const report = (anomalies: number): Report => ({
  ...({ whole: [{}, {}], faults: 21, requests: 5000 } as unknown as Report),
  totals: [
    { promise: "No acknowledged login is lost", checked: 4000, anomalies: 0 },
    { promise: "No session is accepted after its end", checked: 900, anomalies },
  ] as unknown as Report["totals"],
});

it("the first sentence says that every promise held, and in how much", () => {
  expect(headline(report(0))).toMatch(
    /^No promise was broken in 5,000 requests and 21 faults in 2 campaigns:/,
  );
});

it("with an anomaly it says so, and which promise was broken", () => {
  expect(headline(report(3))).toBe(
    "3 anomalies in 5,000 requests and 21 faults in 2 campaigns. These promises did not hold: No session is accepted after its end.",
  );
});
