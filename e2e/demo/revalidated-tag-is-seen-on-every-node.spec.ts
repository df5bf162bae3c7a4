/*
 * Section: What three nodes share
 * Promise: A cache tag expired on one node is expired on all within 1 s; pages still come without
 *   Redis.
 * Control: With a cache in each node's memory the others keep the old value.
 */
import type { APIRequestContext } from "@playwright/test";
import { openSecondSite } from "../../stack/site.ts";
import { aboutSentinels, onCluster } from "../fixtures/redis-nodes.ts";
import { redisNames, stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";
import { expire, ids, shownByEachNode, ways } from "./shared-cache.ts";

const named = { value: "unstable_cache", directive: "use cache" };

for (const way of ways) {
  test(`by ${named[way]} a value is computed by one node and shown by all, and a tag expired on one is expired on every node within 1 s`, async ({
    request,
  }) => {
    for (let round = 0; round < 3; round += 1) {
      const [old = ""] = await oneValue(request, way);
      const by = await expire(request);
      const began = performance.now();
      const after = await shownByEachNode(request, undefined, way);
      const took = performance.now() - began;
      console.log(`expired on ${by}, seen on ${after.size} nodes after ${took.toFixed(0)} ms`);
      expect(took).toBeLessThan(1000);
      expect([...ids(after)], "no node shows the old value").not.toContain(old);
    }
  });
}

/** Two nodes that are asked at the same moment may each compute a value. The later value stays. */
async function oneValue(
  request: APIRequestContext,
  way = ways[0] as (typeof ways)[number],
): Promise<Set<string>> {
  let shown = new Set<string>();
  await expect(async () => {
    shown = ids(await shownByEachNode(request, undefined, way));
    expect(shown.size, "all nodes show one value").toBe(1);
  }).toPass({ timeout: 5000 });
  return shown;
}

test("with all of Redis gone the page still renders: each node computes the values itself", async ({
  request,
}) => {
  test.skip(onCluster, aboutSentinels);
  test.setTimeout(120_000);
  await shownByEachNode(request);
  for (const name of redisNames) await stack.kill(name);
  const began = performance.now();
  const shown = await shownByEachNode(request);
  console.log(`three nodes answered without Redis within ${(performance.now() - began).toFixed(0)} ms`);
  for (const values of [shown, await shownByEachNode(request, undefined, "directive")]) {
    expect([...values].every(([node, { by }]) => by === node)).toBe(true);
  }
  const page = await request.get("/shared-cache");
  expect(page.status()).toBe(200);
  expect(await page.text()).toContain("One cache for three nodes");
  for (const name of redisNames) await stack.start(name);
  await stack.up();
  await oneValue(request);
});

test.describe("the negative control", () => {
  const alone = openSecondSite("own-caches", { SHARED_CACHE: "off" });
  test.use({ baseURL: alone.siteUrl });
  test.beforeAll(async () => {
    test.setTimeout(120_000);
    await alone.remove();
    await alone.stack.up();
  });
  test.afterAll(() => alone.remove());

  for (const way of ways) {
    test(`by ${named[way]} with a cache in each node's memory, a tag expired on one stays on the others`, async ({
      request,
    }) => {
      const before = await shownByEachNode(request, undefined, way);
      expect(ids(before).size, "each node has computed its own").toBe(3);
      const by = await expire(request);
      const after = await shownByEachNode(request, undefined, way);
      const changed = [...after]
        .filter(([node, { id }]) => before.get(node)?.id !== id)
        .map(([node]) => node);
      expect(changed, "only the node that was asked forgot it").toEqual([by]);
    });
  }
});
