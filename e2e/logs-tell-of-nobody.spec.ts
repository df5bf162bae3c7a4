/*
 * Section: Operating
 * Promise: No log contains a query or a whole address, even where nodes die and requests are
 *   refused.
 * Control: The same search finds the requests themselves.
 */
import { randomUUID } from "node:crypto";
import { request as ask } from "node:http";
import { inContainers } from "./fixtures/containers.ts";
import { written } from "./fixtures/kept.ts";
import { linesOf } from "./fixtures/log.ts";
import { settings, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test.skip(inContainers || process.platform !== "linux", "a client needs an address of its own on loopback");

/** Every address of this network is this machine's, and no part has this one. */
const client = "127.0.0.77";

const send = (method: string, path: string, headers: Record<string, string> = {}) =>
  new Promise<number>((resolve, reject) => {
    const url = new URL(path, settings.siteUrl);
    const outgoing = ask({ host: "127.0.0.1", port: url.port, path, method, headers, localAddress: client });
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => {
      incoming.resume();
      incoming.on("end", () => resolve(incoming.statusCode ?? 0));
    });
    outgoing.end();
  });

test("no log of any part has what was in a query, or a whole address, also where nodes are dead and requests are refused", async () => {
  const marker = randomUUID();
  const inPath = randomUUID();
  const query = `?code=${marker}&state=${marker}`;
  await stack.kill("app-b");
  for (let turn = 0; turn < 4; turn += 1) {
    await send("GET", `/api/auth/callback/company${query}`);
    expect(await send("GET", `/api/whoami${query}`)).toBe(200);
  }
  await stack.kill("app-a");
  await stack.kill("app-c");
  for (const method of ["GET", "POST"]) expect(await send(method, `/api/session${query}`)).toBe(503);
  expect(await send("GET", `/${inPath}${query}`)).toBe(503);
  const header = { "x-long": "x".repeat(7500) };
  expect(await send("GET", `/api/whoami${query}`, header)).toBe(431);
  expect(await send("POST", `/login${query}`, { "content-length": "2000000" }).catch(() => 413)).toBe(413);
  expect(await send("TRACE", `/api/whoami${query}`)).toBe(405);
  await stack.up();
  await send("GET", `/api/auth/callback/company${query}`);
  await send("GET", `/api/auth/foo${query}`);

  // The controls: the log has the requests, without the last part of the address, and it has the
  // nodes that nginx tried in vain.
  await expect
    .poll(async () => (await linesOf("nginx")).map(({ path }) => path), "nginx logs a path")
    .toContain(`/${inPath}`);
  const lines = (await linesOf("nginx")).filter(({ client: from }) => from === "127.0.0.0");
  expect(lines.length).toBeGreaterThan(10);
  expect(lines.some(({ tryStatus }) => String(tryStatus).startsWith("502, "))).toBe(true);

  const found = (await written()).filter(({ text }) => text.includes(marker) || text.includes(client));
  expect(found.map(({ where }) => where)).toEqual([]);
});
