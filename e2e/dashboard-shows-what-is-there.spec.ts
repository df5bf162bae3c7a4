/*
 * Section: Operating
 * Promise: Every metric of the dashboard and the alerts exists; a killed node and lost replicas
 *   fire an alert.
 * Control: A metric that is renamed in the app is found by name.
 */
import { findProgram } from "../lib/session/testing/programs.ts";
import { askedByAlerts, askedByDashboard, asYesOrNo, unknownIn } from "./fixtures/observability.ts";
import { Prometheus } from "./fixtures/prometheus.ts";
import { aboutSentinels, onCluster } from "./fixtures/redis-nodes.ts";
import { operator, signInByApi, whoami } from "./fixtures/site.ts";
import { nodeNames, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

// A real Prometheus with the project's configuration asks the real nodes and the real nginx.
// Grafana isn't here, only the queries of its dashboard.
const missing = (await findProgram("prometheus", "promtool")) === undefined;
test.skip(
  missing,
  "needs Prometheus, which `npm test` couldn't install here: `apt-get install prometheus` or `brew install prometheus`",
);
test.skip(
  process.platform !== "linux",
  "nginx tells its figures on an address that only Linux has by itself",
);

let prometheus: Prometheus;
test.beforeAll(async () => {
  test.setTimeout(60_000);
  await stack.up();
  prometheus = await Prometheus.start();
  await expect
    .poll(async () => (await prometheus.ask("up == 1")).map(({ metric }) => metric.part).sort(), {
      message: "each part is up",
      timeout: 30_000,
    })
    .toEqual([...nodeNames, "nginx"].sort());
});
test.afterAll(() => prometheus?.stop());

const numberOf = async (expression: string) => Number((await prometheus.ask(expression))[0]?.value[1]);

test("three nodes and nginx are asked, and what they say is what happened", async ({ request }) => {
  const begun = "sum(unstuck_sessions_created_total)";
  const ended = 'sum(unstuck_sessions_revoked_total{reason=~"logout|revoked"})';
  const refused = 'sum(unstuck_request_seconds_count{kind="write",status="4xx"})';
  const before = [await numberOf(begun), await numberOf(ended), await numberOf(refused)] as const;
  for (let turn = 0; turn < 3; turn += 1) await signInByApi(request, operator);
  await whoami(request);
  expect((await request.delete("/api/session")).status()).toBe(204);
  const wrong = { email: operator.email, password: "not the password" };
  expect((await request.post("/api/session", { data: wrong })).status()).toBe(401);
  await expect
    .poll(async () => [await numberOf(begun), await numberOf(ended), await numberOf(refused)], {
      timeout: 15_000,
    })
    // Three ended: one by its logout, and two by the next sign-in of this browser, after it showed
    // their cookie.
    .toEqual([before[0] + 3, before[1] + 3, before[2] + 1]);
});

test("every panel of the dashboard and every alert has something to look at", async () => {
  test.setTimeout(90_000);
  // A query about ALERTS has something to show only when an alert fires: the last test asks it.
  const always = (await askedByDashboard()).filter(({ expression }) => !expression.includes("ALERTS"));
  const annotated = always.map((asked) => (/ > 0$/.test(asked.expression) ? asYesOrNo(asked) : asked));
  const all = [...annotated, ...(await askedByAlerts()).map(asYesOrNo)];
  expect(all.length).toBeGreaterThan(40);
  const empty = async () => {
    const found = await Promise.all(all.map(({ expression }) => prometheus.ask(expression)));
    return all
      .filter((_, index) => found[index]?.length === 0)
      .map(({ by, expression }) => `${by}: ${expression}`);
  };
  await expect.poll(empty, { message: "each has data", timeout: 60_000 }).toEqual([]);
});

test("every metric of the dashboard and of the alerts is one that a part tells", async () => {
  const [dashboard, alerts, known] = [
    await askedByDashboard(),
    await askedByAlerts(),
    await prometheus.names(),
  ];
  expect(unknownIn([...dashboard, ...alerts], known)).toEqual([]);
  // The control: a metric that is renamed in the app and not here would be named.
  for (const name of [
    "unstuck_redis_commands",
    "unstuck_request_seconds_bucket",
    "nodejs_eventloop_lag_p99_seconds",
  ]) {
    const without = new Set([...known].filter((one) => one !== name));
    const found = unknownIn([...dashboard, ...alerts], without);
    expect(found.length, `the search misses ${name}`).toBeGreaterThan(0);
    expect(found.every((line) => line.endsWith(`: ${name}`))).toBe(true);
  }
});

test("nothing fires while all is well; a node and both replicas that are killed do, by name", async () => {
  test.skip(onCluster, aboutSentinels);
  test.setTimeout(120_000);
  // Prometheus may still see the faults of earlier tests for some seconds.
  await expect
    .poll(() => prometheus.alerts(), { message: "no alert's expression holds", timeout: 30_000 })
    .toEqual([]);
  const replicas = (await stack.status()).filter(({ role }) => role === "replica").map(({ name }) => name);
  for (const name of ["app-b", ...replicas]) await stack.kill(name);
  await expect
    .poll(() => prometheus.alerts("firing"), { message: "the alerts fire", timeout: 60_000 })
    .toEqual(expect.arrayContaining(["NodeDown app-b", "NoReplicaInStep"]));
  const shown = (await askedByDashboard()).filter(({ expression }) => expression.includes("ALERTS"));
  for (const { expression } of shown) {
    const names = (await prometheus.ask(expression)).map(({ metric }) => metric.alertname);
    expect(names).toEqual(expect.arrayContaining(["NodeDown", "NoReplicaInStep"]));
  }
});
