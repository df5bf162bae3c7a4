import { expect, test } from "./fixtures/test.ts";

// Ways to write one path: nginx and Next.js must not read them differently.
const spellings = [
  "/api/metrics",
  "/api/metrics?x",
  "/api//metrics",
  "/api/./metrics",
  "/api/%6detrics",
  "/api/metrics/",
];

for (const path of spellings) {
  test(`${path} gives nobody outside a node's metrics`, async ({ request }) => {
    const response = await request.get(path);
    expect(response.status()).toBe(404);
    expect(await response.text()).not.toMatch(/^# (HELP|TYPE)/m);
  });
}
