import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Latencies } from "../e2e/fixtures/latencies.ts";
import { openLoop } from "../e2e/fixtures/open-loop.ts";
import { closedLoop } from "./closed-loop.ts";

/** Milliseconds: the load, and in its middle a stall in which the server answers no request. */
const lasts = 5000;
const stall = { from: 1500, for: 2000 };
/** Requests per second that both loads send while the server answers. */
const rate = 100;
const callers = 1;
/** Milliseconds. Above this, a person notices the wait. */
const noticed = 250;

let server: Server;
let url: string;
let stalled: Promise<unknown> = Promise.resolve();
beforeAll(async () => {
  server = createServer(async (_, response) => {
    await stalled;
    response.end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

/** The result of one load on a server that stalls for 2 of 5 s. */
async function measured(load: (until: AbortSignal, send: (at: number) => Promise<void>) => Promise<unknown>) {
  const times: number[] = [];
  const planted = pause(stall.from).then(() => {
    stalled = pause(stall.for);
  });
  await load(AbortSignal.timeout(lasts), async (at) => {
    await (await fetch(url)).text();
    times.push(performance.now() - at);
  });
  await planted;
  const slow = times.filter((ms) => ms > noticed).length;
  return { share: slow / times.length, max: Latencies.of(times).percentiles().max };
}

const open = () => measured((until, send) => openLoop({ rate, most: 1000, until, send }));
const closed = () =>
  measured((until, send) => closedLoop({ callers, pauseMs: (callers * 1000) / rate, until, send }));

test("control: callers that wait for their answers report a stall of 2 s for less than a tenth of the requests that meet it", async () => {
  const [shown, hidden] = [await open(), await closed()];
  // Both loads saw the stall itself. They differ in how many requests show it.
  expect(hidden.max).toBeGreaterThan(stall.for / 2);
  expect(shown.max).toBeGreaterThan(stall.for / 2);
  expect(shown.share).toBeGreaterThan(10 * hidden.share);
  expect(hidden.share).toBeGreaterThan(0);
}, 30_000);

test("a request that is due beyond the bound is dropped and counted, and no other", async () => {
  stalled = pause(1000);
  let sent = 0;
  const { due, dropped } = await openLoop({
    ...{ rate, most: 5, until: AbortSignal.timeout(500) },
    send: async () => {
      sent += 1;
      await (await fetch(url)).text();
    },
  });
  expect(sent).toBe(5);
  expect(due - dropped.length).toBe(sent);
  expect(due).toBeGreaterThan((10 * sent) / 2);
});

test("a request whose sending breaks ends the load with what broke it", async () => {
  const broken = openLoop({
    ...{ rate, most: 5, until: AbortSignal.timeout(5000) },
    send: () => Promise.reject(new Error("no such host")),
  });
  await expect(broken).rejects.toThrow("no such host");
});
