/*
 * Section: Attacks and limits
 * Promise: Twenty wrong passwords over three nodes are throttled as on one.
 * Control: `npm run proof -- --strangers --without throttle` lets them through.
 */
import { partsOf } from "../stack/topology.ts";
import { newPerson } from "./fixtures/person.ts";
import { OneMoreNode } from "./fixtures/sessions.ts";
import { servedBy } from "./fixtures/site.ts";
import { nodeNames, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";
import { forgetTries } from "./fixtures/tries.ts";

let node: OneMoreNode;
test.beforeAll(async () => {
  node = await OneMoreNode.join();
});
test.beforeEach(forgetTries);
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

test("a guesser who claims another address each time is throttled all the same, and the owner, who is elsewhere, signs in on every node", async ({
  request,
}) => {
  const owner = await newPerson(node);
  const statuses: number[] = [];
  for (let guess = 0; guess < 12; guess += 1) {
    const address = `203.0.113.${guess}`;
    const response = await request.post("/api/session", {
      data: { email: owner.email, password: `guess number ${guess}` },
      headers: { "x-forwarded-for": address, "x-real-ip": address, forwarded: `for=${address}` },
    });
    statuses.push(response.status());
  }
  expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
  const guessed = await request.post("/api/session", { data: owner });
  expect(guessed.status(), "from the guesser's address not even the right password is tried").toBe(429);

  // The test takes nginx's place: the address that nginx would have seen is the owner's.
  for (const { name } of partsOf(stack.parts, "app")) {
    const { host, port } = await stack.address(name);
    const response = await request.post(`http://${host}:${port}/api/session`, {
      data: owner,
      headers: { "x-forwarded-for": "198.51.100.7" },
    });
    expect(response.status(), `from another address, on ${name}`).toBe(201);
  }
});
