/*
 * Section: Attacks and limits
 * Promise: Every method to every path is answered without 500, and leaves no timer and no socket.
 * Control: A stream that is read has a timer, and the metrics show it.
 */
import { Agent, request as ask, type IncomingHttpHeaders } from "node:http";
import { partsOf } from "../stack/topology.ts";
import { inContainers } from "./fixtures/containers.ts";
import { listen } from "./fixtures/event-stream.ts";
import { metrics } from "./fixtures/kept.ts";
import { pagePaths, routes, withParameters } from "./fixtures/routes.ts";
import { settings, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

const methods = ["GET", "HEAD", "OPTIONS", "TRACE", "POST", "PUT", "PATCH", "DELETE", "INVENTED"];
const values = { id: "no-such-session", nextauth: "providers", path: "lib/session/policy.ts" };
const paths = [
  ...pagePaths,
  ...routes.map(({ path }) => withParameters(path, values)),
  "/nothing",
  "/api/nothing",
];

/**
 * How many requests are under way at once. The test is about the answer to each, not about load,
 * which nginx would end with a 503.
 */
const callers = 4;

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** Sends one request. It leaves a stream once it has the stream's head, as a scanner does. */
function send(origin: string, method: string, path: string, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = ask(new URL(path, origin), { method, agent, timeout: 20_000 });
    outgoing.on("error", reject);
    outgoing.on("timeout", () => outgoing.destroy(new Error(`${method} ${path}: no answer within 20 s`)));
    outgoing.on("response", (incoming) => {
      const answer = { status: incoming.statusCode ?? 0, headers: incoming.headers };
      if (/event-stream/.test(incoming.headers["content-type"] ?? "") && method === "GET") {
        resolve(answer);
        outgoing.on("error", () => {});
        incoming.destroy();
        return;
      }
      incoming.resume();
      incoming.on("end", () => resolve(answer));
      incoming.on("error", reject);
    });
    outgoing.end();
  });
}

/** Sends all of these, up to `callers` at once, and hands each answer on. */
async function sendAll(
  all: readonly (readonly [method: string, path: string])[],
  onAnswer: (method: string, path: string, answer: Answer) => void = () => {},
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  const left = [...all];
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let next = left.shift(); next; next = left.shift()) {
        const [method, path] = next;
        onAnswer(method, path, await send(settings.siteUrl, method, path, agent));
      }
    }),
  );
  agent.destroy();
}

/** How many timers, sockets and requests under way each node has, by its own metrics. */
async function held(): Promise<Record<string, { timers: number; sockets: number; requests: number }>> {
  const found = await metrics();
  return Object.fromEntries(
    found.map(({ where, text }) => {
      const value = (pattern: RegExp) =>
        [...text.matchAll(pattern)].reduce((sum, [, number]) => sum + Number(number), 0);
      return [
        where,
        {
          timers: value(/^nodejs_active_resources\{type="Timeout".*\} (\d+)/gm),
          sockets: value(/^nodejs_active_resources\{type="TCP(?:Socket|)Wrap".*\} (\d+)/gm),
          requests: value(/^unstuck_requests_in_flight\{.*\} (\d+)/gm),
        },
      ];
    }),
  );
}

/**
 * Waits until no node holds more than before, except for the few timers and sockets of a beat or a
 * probe.
 */
async function expectAsBefore(before: Awaited<ReturnType<typeof held>>): Promise<void> {
  await expect(async () => {
    for (const [where, { timers, sockets, requests }] of Object.entries(await held())) {
      const first = before[where];
      expect(timers, `timers in ${where}`).toBeLessThanOrEqual((first?.timers ?? 0) + 5);
      expect(sockets, `sockets in ${where}`).toBeLessThanOrEqual((first?.sockets ?? 0) + 5);
      expect(requests, `requests under way in ${where}`).toBeLessThanOrEqual((first?.requests ?? 0) + 1);
    }
  }, "each node has as many timers, sockets and requests under way as before").toPass({ timeout: 30_000 });
}

test("2,000 requests with every method to every path: none is answered with 500, and each node has as many timers and sockets as before", async () => {
  test.setTimeout(180_000);
  const wanted = methods.flatMap((method) => paths.map((path) => [method, path] as const));
  // A node opens a connection to Redis or to the provider when it first needs it, and nginx opens
  // one to a node in the same way. So each is needed once before the count.
  await sendAll(wanted);
  const timers = async () => Object.values(await held()).reduce((sum, one) => sum + one.timers, 0);
  await expect.poll(timers, { message: "a node at rest has no timer", timeout: 30_000 }).toBe(0);
  const before = await held();
  // The control: a stream that is read has a timer, and the metrics tell of it.
  const stream = listen(`${settings.siteUrl}/api/events/cluster`);
  await stream.node();
  await expect.poll(timers, "an open stream shows").toBeGreaterThan(0);
  stream.close();
  const all = Array.from(
    { length: 2000 },
    (_, index) => wanted[index % wanted.length] ?? (["GET", "/"] as const),
  );
  const strange: string[] = [];
  await sendAll(all, (method, path, { status, headers }) => {
    const where = `${method} ${path}: ${status}`;
    if (status >= 500) strange.push(where);
    if (status === 405 && !headers.allow) strange.push(`${where} without Allow`);
    if (path.startsWith("/api/") && status >= 400 && headers["content-type"] !== "application/problem+json")
      strange.push(`${where} as ${headers["content-type"]}`);
  });
  expect([...new Set(strange)]).toEqual([]);
  await expectAsBefore(before);
});

for (const path of ["/api/events", "/api/events/cluster"]) {
  test(`2,000 times HEAD ${path} leave no timer on a node that is asked directly`, async () => {
    test.skip(inContainers, "the nodes are asked past nginx, on their own ports");
    const before = await held();
    const agent = new Agent({ keepAlive: true, maxSockets: callers });
    const nodes = partsOf(stack.parts, "app").map(({ port }) => `http://127.0.0.1:${port}`);
    await Promise.all(
      Array.from({ length: callers }, async () => {
        for (let turn = 0; turn < 2000 / callers; turn += 1) {
          const { status } = await send(nodes[turn % nodes.length] ?? "", "HEAD", path, agent);
          expect(status).toBe(200);
        }
      }),
    );
    agent.destroy();
    await expectAsBefore(before);
  });
}
