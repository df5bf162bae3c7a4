import { expect, it } from "vitest";
import type { Operation } from "../history.ts";
import { unserved } from "./served.ts";

const read = (from: number, to: number, status = 200): Operation => ({
  kind: "read",
  user: "ada",
  session: "s1",
  from,
  to,
  outcome: status === 200 ? "ok" : "failed",
  status,
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
