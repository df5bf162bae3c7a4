/*
 * Section: Attacks and limits
 * Promise: A request that arrives in drops is not judged by its cookie, and heads that never end
 *   block no one.
 * Control: The same request sent at once is accepted.
 */
import type { Socket } from "node:net";
import { inContainers } from "./fixtures/containers.ts";
import { openFrom, sendFrom } from "./fixtures/from-address.ts";
import { sessionCookie, signInByApi } from "./fixtures/site.ts";
import { settings } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test("nginx tells the nodes how long a request took to arrive: a body that comes in drops for over 30 s is not judged by its cookie", async ({
  request,
}) => {
  test.setTimeout(90_000);
  await signInByApi(request);
  const cookie = `unstuck=${await sessionCookie(request)}`;
  const rotate = (headers: Record<string, string>, drip?: { pieces: number; pause: number }) =>
    sendFrom("127.0.0.1", `${settings.siteUrl}/api/session/rotate`, {
      method: "POST",
      headers: { cookie, ...headers },
      ...(drip ? { drip } : {}),
    });
  const drip = { pieces: 8, pause: 4500 };
  const slow = await rotate({ "x-arrival-seconds": "0" }, drip);
  expect(slow.status, "although it says itself that it was quick").toBe(503);
  expect(slow.headers["retry-after"]).toBe("1");
  expect((await rotate({})).status, "the control: the same, sent at once").toBe(204);
});

test("a client's own X-Arrival-Seconds reaches no node", async ({ request }) => {
  await signInByApi(request);
  for (const claimed of ["99", "0, 99", "9e9"]) {
    const response = await request.get("/api/whoami", { headers: { "x-arrival-seconds": claimed } });
    expect(response.status(), claimed).toBe(200);
    expect((await response.json()).session).not.toBeNull();
  }
});

test.describe("heads that never end", () => {
  test.skip(
    inContainers || process.platform !== "linux",
    "they come from an address of their own on loopback",
  );
  const open = new Set<Socket>();
  let flooding = true;
  test.afterEach(() => {
    flooding = false;
    for (const socket of open) socket.destroy();
  });

  /** Opens a slow connection, and opens it again as soon as the site closes it. */
  function hold(): void {
    const port = Number(new URL(settings.siteUrl).port);
    const { socket } = openFrom("127.0.0.90", port, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
    open.add(socket);
    socket.on("close", () => {
      open.delete(socket);
      if (flooding) setTimeout(hold, 5);
    });
  }

  test("4,500 of them from one address, each opened again when it is closed, hold no place that another needs", async () => {
    for (let turn = 0; turn < 4500; turn += 1) {
      hold();
      if (turn % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const held = () => [...open].filter(({ connecting }) => !connecting).length;
    await expect.poll(held, "all of them are open").toBeGreaterThan(4400);
    const answers: unknown[] = [];
    for (let turn = 0; turn < 20; turn += 1) {
      const began = performance.now();
      const answer = await sendFrom("127.0.0.91", `${settings.siteUrl}/api/live`).then(
        ({ status }) => status,
        ({ code }: NodeJS.ErrnoException) => code,
      );
      answers.push(performance.now() - began < 3000 ? answer : "slow");
    }
    expect(answers).toEqual(Array(20).fill(200));
    expect(held(), "and they still were when the others were answered").toBeGreaterThan(4400);
  });
});
