/*
 * Section: Redis
 * Promise: All Sentinels die, then the primary: once all are back, logins work within 10 s without
 *   a restart of a node.
 */
import { partsOf } from "../stack/topology.ts";
import { primaryName, settled } from "./fixtures/redis.ts";
import { signInByApi, whoami } from "./fixtures/site.ts";
import { nodeNames, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

const sentinelNames = partsOf(stack.parts, "sentinel").map(({ name }) => name);

async function pids() {
  return (await stack.status()).filter(({ name }) => nodeNames.includes(name)).map(({ pid }) => pid);
}

test("all Sentinels die, then the primary, then all come back: logins work within 10 s, and no node was restarted", async ({
  request,
  playwright,
  baseURL,
}) => {
  test.setTimeout(120_000);
  await settled();
  await signInByApi(request);
  const before = await whoami(request);
  const nodes = await pids();
  const lost = await primaryName();
  for (const name of sentinelNames) await stack.kill(name);
  await stack.kill(lost);
  const away = await request.get("/api/whoami");
  expect([200, 503], "nobody is logged out meanwhile").toContain(away.status());
  if (away.ok()) expect((await away.json()).session).toEqual(before.session);

  await Promise.all(sentinelNames.map((name) => stack.start(name)));
  await stack.start(lost);
  const back = performance.now();
  const fresh = await playwright.request.newContext(baseURL === undefined ? {} : { baseURL });
  await expect(async () => {
    await signInByApi(fresh);
  }, "logins work again within 10 s").toPass({ timeout: 10_000, intervals: [100] });
  console.log(`  ${Math.round(performance.now() - back)} ms`);
  expect((await whoami(request)).session).toEqual(before.session);
  expect(await pids()).toEqual(nodes);
  await fresh.dispose();
});
