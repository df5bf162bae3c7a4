import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, it } from "vitest";
import { backoff, createClient } from "./client.ts";
import { parseRedisUrl } from "./url.ts";

it("tries to connect follow soon after one another for about 10 s, and a second apart from then on", () => {
  const delays = Array.from({ length: 50 }, (_, index) => backoff(index + 1));
  expect(Math.max(...delays)).toBe(200);
  expect(delays.reduce((sum, delay) => sum + delay)).toBeGreaterThan(9000);
  expect(backoff(51)).toBe(1000);
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
  await expect.poll(() => asked, { timeout: 15_000 }).toBeGreaterThan(50);
  const before = asked;
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(asked - before).toBeLessThanOrEqual(4);
  expect(asked - before, "it goes on asking").toBeGreaterThanOrEqual(1);
  client.disconnect();
  server.close();
}, 30_000);
