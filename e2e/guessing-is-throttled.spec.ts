import { newPerson } from "./fixtures/person.ts";
import { OneMoreNode } from "./fixtures/sessions.ts";
import { servedBy } from "./fixtures/site.ts";
import { nodeNames } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

let node: OneMoreNode;
test.beforeAll(async () => {
  node = await OneMoreNode.join();
});
test.afterAll(() => node.close());

test("20 wrong passwords spread over three nodes are throttled as on one, and the wait is said", async ({
  request,
}) => {
  const { email } = await newPerson(node);
  const statuses: number[] = [];
  const nodes = new Set<string>();
  for (let guess = 0; guess < 20; guess += 1) {
    const response = await request.post("/api/session", {
      data: { email, password: `guess number ${guess}` },
    });
    statuses.push(response.status());
    nodes.add(servedBy(response));
    if (response.status() !== 429) continue;
    expect(response.headers()["content-type"]).toContain("application/problem+json");
    expect(Number(response.headers()["retry-after"])).toBeGreaterThan(800);
    expect(response.headers()["x-throttle"], "Redis counted, not a node alone").toBeUndefined();
  }
  expect([...nodes].sort()).toEqual(nodeNames);
  expect(statuses).toEqual([...Array(10).fill(401), ...Array(10).fill(429)]);
});
