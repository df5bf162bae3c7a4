/*
 * Section: Operating
 * Promise: nginx shows a node's metrics to no one outside.
 */
import { expect, test } from "./fixtures/test.ts";

// Different spellings of one path, which nginx and Next.js must not read differently. nginx's own
// metrics are among them: it shows them elsewhere, under /metrics.
const spellings = [
  "/metrics",
  "/api/metrics",
  "/api/metrics?x",
  "/api//metrics",
  "/api/./metrics",
  "/api/%6detrics",
  "/api/metrics/",
];

for (const path of spellings) {
  test(`${path} gives nobody outside any metrics`, async ({ request }) => {
    const response = await request.get(path);
    expect(response.status()).toBe(404);
    expect(await response.text()).not.toMatch(/^# (HELP|TYPE)/m);
  });
}
