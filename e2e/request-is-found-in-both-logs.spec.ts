/*
 * Section: Operating
 * Promise: A request's id is in its answer, in nginx's log and in the node's log.
 */
import { written } from "./fixtures/kept.ts";
import { linesOf } from "./fixtures/log.ts";
import { aboutSentinels, onCluster } from "./fixtures/redis-nodes.ts";
import { servedBy, signInByApi } from "./fixtures/site.ts";
import { redisNames, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

/** In containers, Docker needs seconds to hand out everything that the parts have written. */
const inTime = { timeout: 30_000 };

test("an answer of 503 names its request, and by that id nginx's log and the node's tell of it", async ({
  request,
}) => {
  test.skip(onCluster, aboutSentinels);
  test.setTimeout(120_000);
  await signInByApi(request);
  // A node logs the first failure of a run in full and counts the others. The run of an earlier
  // test is over after 10 s.
  const begun = performance.now();
  await expect
    .poll(() => performance.now() - begun, { message: "earlier failures are over", timeout: 20_000 })
    .toBeGreaterThan(11_000);
  for (const name of redisNames) await stack.kill(name);
  const failed = await request.get("/api/whoami");
  expect(failed.status()).toBe(503);
  expect(await failed.json()).toMatchObject({ status: 503, reason: "store-away" });
  const answer = await request.get("/api/whoami?secret=not-for-any-log", {
    headers: { cookie: "unstuck=x", "x-request-id": "chosen-by-the-client" },
  });
  await request.post("/api/session", { data: { email: "nobody@example.com", password: "not for any log" } });
  expect(answer.status(), await answer.text()).toBe(200);

  const id = failed.headers()["x-request-id"];
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  const node = servedBy(failed);
  await expect
    .poll(async () => (await linesOf("nginx")).filter((line) => line.id === id), inTime)
    .toEqual([expect.objectContaining({ status: 503, node, path: "/api/whoami" })]);
  await expect
    .poll(async () => (await linesOf(node)).filter((line) => line.id === id), inTime)
    .toEqual([
      expect.objectContaining({
        ...{ level: "error", status: 503, node, path: "/api/whoami" },
        ...{ reason: "store-away", msg: "answered 503: store-away", build: expect.any(String) },
      }),
    ]);

  const all = (await written()).map(({ text }) => text).join();
  for (const secret of ["not-for-any-log", "not for any log", "chosen-by-the-client"]) {
    expect(all).not.toContain(secret);
  }
});
