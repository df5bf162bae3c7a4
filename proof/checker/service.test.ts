import { expect, it } from "vitest";
import type { Operation } from "../history.ts";
import { unserved } from "./served.ts";
import { serviceOf } from "./service.ts";

const read = (from: number, to: number, status = 200): Operation => ({
  kind: "read",
  client: 0,
  user: "ada",
  session: "s1",
  from,
  to,
  outcome: status === 200 ? "ok" : "failed",
  status,
});

it("tells how long the slowest requests of a kind took, and how many failed", () => {
  const history = [
    ...Array.from({ length: 98 }, (_, at) => read(at, at + 10)),
    read(200, 500),
    read(300, 1300, 503),
  ];
  expect(serviceOf(history)).toEqual([
    { kind: "read", requests: 100, failed: 1, p50: 10, p99: 1000, max: 1000 },
  ]);
});

it("takes only what was sent in the span", () => {
  expect(serviceOf([read(0, 10), read(100, 130)], { from: 50 })).toMatchObject([{ requests: 1, max: 30 }]);
});

it("finds a request that failed during a fault that excuses nothing", () => {
  const span = { fault: "kill the primary", served: true, from: 0, recovered: 100 };
  expect(unserved([read(10, 20, 503)], [span]).anomalies).toHaveLength(1);
  expect(unserved([read(10, 20, 0)], [span]).anomalies).toHaveLength(1);
});

it("finds a request that failed while nothing was broken", () => {
  expect(unserved([read(10, 20, 503)], []).anomalies).toHaveLength(1);
});

it("excuses a request that failed while a fault was bound to fail some", () => {
  const span = { fault: "kill both replicas", served: false, from: 15, recovered: 100 };
  expect(unserved([read(10, 20, 503)], [span])).toMatchObject({ checked: 0, anomalies: [] });
});
