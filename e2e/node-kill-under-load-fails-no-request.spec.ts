/*
 * Section: Nodes
 * Promise: No read fails when a node is killed under load.
 * Control: `npm run proof -- --without memory` keeps sessions in each node's memory, kills a node
 *   and loses logins.
 */
import { setTimeout as pause } from "node:timers/promises";
import { load } from "./fixtures/load.ts";
import { sessionCookie, signInByApi, whoami } from "./fixtures/site.ts";
import { nodeNames, settings, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test("no read fails when a node is killed with SIGKILL in the middle of 10 s of load", async ({
  request,
}) => {
  await signInByApi(request);
  const { session } = await whoami(request);
  const until = AbortSignal.timeout(10_000);
  const running = load({
    rate: 100,
    method: "GET",
    url: new URL("/api/whoami", settings.siteUrl),
    headers: { Cookie: `unstuck=${await sessionCookie(request)}` },
    complaint: ({ status, body }) =>
      status === 200 && body.includes(`"id":"${session?.id}"`) ? undefined : body,
    until,
  });
  await pause(4000);
  await stack.kill("app-b");
  const { sent, dropped, failures, byNode, latencies } = await running;

  const { p99, max } = latencies.percentiles();
  console.log(
    `  ${sent} requests, ${failures.length} failed, 99th percentile ${Math.round(p99)} ms, longest ${Math.round(max)} ms; ` +
      `by node: ${JSON.stringify(byNode)}`,
  );
  expect(failures).toEqual([]);
  expect(dropped, "every request that was due was sent").toBe(0);
  expect(Object.keys(byNode).sort(), "all nodes took part").toEqual(nodeNames);
  expect(sent).toBeGreaterThan(500);
});
