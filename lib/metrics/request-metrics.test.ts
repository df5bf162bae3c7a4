import { Registry } from "prom-client";
import { expect, it } from "vitest";
import type { Answer } from "../node/request-context.ts";
import { RequestMetrics } from "./request-metrics.ts";

const answer: Answer = { id: "1", method: "GET", path: "/", status: 200, ms: 20, whole: true };

async function counted(...answers: readonly Partial<Answer>[]): Promise<Record<string, number>> {
  const registry = new Registry();
  const metrics = new RequestMetrics(registry);
  for (const one of answers) metrics.observe({ ...answer, ...one });
  const { values = [] } = (await registry.getSingleMetric("unstuck_request_seconds")?.get()) ?? {};
  const counts = values.filter(
    (value) => "metricName" in value && String(value.metricName).endsWith("_count"),
  );
  return Object.fromEntries(
    counts
      .map(({ labels, value }) => [`${labels.kind} ${labels.status}`, value])
      .filter(([, count]) => count !== 0),
  );
}

it("counts answers by what was asked and by class of status", async () => {
  expect(
    await counted({}, { method: "HEAD" }, { method: "POST", status: 201 }, { method: "DELETE", status: 503 }),
  ).toEqual({ "read 2xx": 2, "write 2xx": 1, "write 5xx": 1 });
});

it("counts one whose client was gone as that, and not as the success that was begun", async () => {
  expect(await counted({ whole: false })).toEqual({ "read gone": 1 });
});

it("leaves out event streams and what probes ask, and nothing that is only named like them", async () => {
  const paths = ["/api/events", "/api/events/cluster", "/api/live", "/api/ready", "/api/metrics"];
  expect(await counted(...paths.map((path) => ({ path })), { path: "/api/liveness" })).toEqual({
    "read 2xx": 1,
  });
});

it("counts each 503 by its reason, probes apart, and every reason from the start on", async () => {
  const registry = new Registry();
  const metrics = new RequestMetrics(registry);
  const busy = { ...answer, status: 503, reason: "store-full" } as const;
  metrics.observe({ ...busy, method: "POST" });
  metrics.observe({ ...busy, path: "/api/events", reason: "overloaded" });
  metrics.observe({ ...busy, path: "/api/ready", reason: "draining" });
  metrics.observe(answer);
  const text = await registry.metrics();
  const counts = text.split("\n").filter((line) => /^unstuck_unavailable_total.* [1-9]/.test(line));
  expect(counts.sort()).toEqual([
    'unstuck_unavailable_total{kind="probe",reason="draining"} 1',
    'unstuck_unavailable_total{kind="read",reason="overloaded"} 1',
    'unstuck_unavailable_total{kind="write",reason="store-full"} 1',
  ]);
  expect(text).toContain('unstuck_unavailable_total{kind="write",reason="not-durable"} 0');
});

it("has every class from the start on, so that a rate sees the first failure", async () => {
  const registry = new Registry();
  new RequestMetrics(registry);
  expect(await registry.metrics()).toContain('unstuck_request_seconds_count{kind="write",status="5xx"} 0');
});
