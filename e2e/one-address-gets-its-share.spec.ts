/*
 * Section: Attacks and limits
 * Promise: One address gets its share of requests and event streams, and others get theirs.
 * Control: `npm run proof -- --strangers --without limits` floods the site without them.
 */
import {
  request as ask,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from "node:http";
import { openSecondSite } from "../stack/site.ts";
import { inContainers } from "./fixtures/containers.ts";
import { expect, test } from "./fixtures/test.ts";

test.skip(
  inContainers || process.platform !== "linux",
  "each client needs an address of its own on loopback",
);

const limited = openSecondSite("limits", {
  REQUESTS_PER_ADDRESS: "5",
  CONNECTIONS_PER_ADDRESS: "12",
  STREAMS_PER_ADDRESS: "5",
});

test.beforeAll(async () => {
  test.setTimeout(120_000);
  await limited.remove();
  await limited.stack.up();
});
test.afterAll(() => limited.remove());

const open: ClientRequest[] = [];
test.afterEach(() => {
  for (const outgoing of open.splice(0)) outgoing.destroy();
});

/** The head of an answer. The rest stays unread, as with a stream. */
const send = (from: string, path: string) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const { port } = new URL(limited.siteUrl);
    const outgoing = ask({ host: "127.0.0.1", port, path, localAddress: from, agent: false });
    open.push(outgoing);
    outgoing.on("error", reject);
    outgoing.on("response", resolve);
    outgoing.end();
  });

const bodyOf = async (incoming: IncomingMessage) => {
  let text = "";
  for await (const chunk of incoming) text += String(chunk);
  return text;
};

for (const [path, type, said] of [
  ["/api/live", "application/problem+json", '"status":429'],
  ["/login", "text/html", "429 Too Many Requests"],
] as const) {
  test(`an address that asks for ${path} too often gets 429 as ${type}, and another address gets its answer`, async () => {
    const greedy = path === "/login" ? "127.0.0.81" : "127.0.0.82";
    const answers: { status: number | undefined; headers: IncomingHttpHeaders; body: string }[] = [];
    // No more at once than the allowed connections.
    for (let turn = 0; turn < 12; turn += 1) {
      const some = Array.from({ length: 10 }, async () => {
        const answer = await send(greedy, path);
        return { status: answer.statusCode, headers: answer.headers, body: await bodyOf(answer) };
      });
      answers.push(...(await Promise.all(some)));
    }
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(10);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(10);
    for (const { headers, body } of refused) {
      expect(headers).toMatchObject({ "content-type": type, "retry-after": "2" });
      expect(body).toContain(said);
    }
    expect((await send("127.0.0.83", path)).statusCode).toBe(200);
    // The share comes back by itself.
    await expect.poll(async () => (await send(greedy, path)).statusCode, { timeout: 10_000 }).toBe(200);
  });
}

test("an address has five event streams, and another has its own; one that ends makes room", async () => {
  const path = "/api/events/cluster";
  for (let turn = 0; turn < 5; turn += 1) expect((await send("127.0.0.84", path)).statusCode).toBe(200);
  const sixth = await send("127.0.0.84", path);
  expect(sixth.statusCode).toBe(429);
  expect(sixth.headers["content-type"]).toBe("application/problem+json");
  expect((await send("127.0.0.85", path)).statusCode).toBe(200);
  expect((await send("127.0.0.84", "/api/live")).statusCode, "what is no stream goes on").toBe(200);
  open.shift()?.destroy();
  await expect.poll(async () => (await send("127.0.0.84", path)).statusCode, { timeout: 10_000 }).toBe(200);
});
