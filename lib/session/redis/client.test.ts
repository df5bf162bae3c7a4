import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, it } from "vitest";
import { backoff, createClient } from "./client.ts";
import { parseRedisUrl } from "./url.ts";

it("a pause between two tries to connect doubles, up to a second", () => {
  expect([1, 2, 3, 4, 5, 6].map((attempt) => backoff(attempt))).toEqual([50, 100, 200, 400, 800, 1000]);
  expect(backoff(100_000)).toBe(1000);
});

it("a client whose Sentinels are all gone for long asks each of them about once a second", async () => {
  let asked = 0;
  const server = createServer((socket) => {
    asked += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const client = createClient(parseRedisUrl(`redis+sentinel://127.0.0.1:${port}/unstuck`), {
    label: "test",
    socketTimeout: 1000,
  });
  client.on("error", () => {});
  await expect.poll(() => asked, { timeout: 15_000 }).toBeGreaterThan(8);
  const before = asked;
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(asked - before).toBeLessThanOrEqual(4);
  expect(asked - before, "it goes on asking").toBeGreaterThanOrEqual(1);
  client.disconnect();
  server.close();
}, 30_000);
