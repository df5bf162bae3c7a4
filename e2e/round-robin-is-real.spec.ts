/*
 * Section: Nodes
 * Promise: No request is sticky: nginx spreads requests evenly, and nothing pins a client to a
 *   node.
 * Control: The lesson `/lessons/why-not-sticky-sessions` pins a client to a node and loses its
 *   session with that node.
 */
import { servedBy, signInByApi, type Whoami, whoami } from "./fixtures/site.ts";
import { nodeNames } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

function count(nodes: readonly string[]): Record<string, number> {
  return Object.fromEntries(nodeNames.map((name) => [name, nodes.filter((node) => node === name).length]));
}

function expectEven(counts: Record<string, number>): void {
  for (const [name, times] of Object.entries(counts)) {
    expect(times, `${name} of ${JSON.stringify(counts)}`).toBeGreaterThanOrEqual(9);
    expect(times, `${name} of ${JSON.stringify(counts)}`).toBeLessThanOrEqual(11);
  }
}

test("30 requests with one session cookie are spread evenly, and each node knows the session", async ({
  request,
}) => {
  await signInByApi(request);
  const answers: Whoami[] = [];
  for (let index = 0; index < 30; index += 1) answers.push(await whoami(request));
  expectEven(count(answers.map(({ node }) => node)));
  expect(new Set(answers.map(({ session }) => session?.id)).size).toBe(1);
  expect(answers[0]?.session?.id).toBeTruthy();
});

test("30 requests at once over many connections, hence many nginx workers, are spread evenly", async ({
  request,
}) => {
  const nodes = await Promise.all(
    Array.from({ length: 30 }, async () => servedBy(await request.get("/api/whoami"))),
  );
  expectEven(count(nodes));
});

test("nothing pins a client to a node: there are the cookies of the session and of the device, and neither has a node's name in it", async ({
  request,
}) => {
  await signInByApi(request);
  await whoami(request);
  const { cookies } = await request.storageState();
  expect(cookies.map(({ name }) => name).sort()).toEqual(["unstuck", "unstuck-device"]);
  for (const name of nodeNames) for (const { value } of cookies) expect(value).not.toContain(name);
});
