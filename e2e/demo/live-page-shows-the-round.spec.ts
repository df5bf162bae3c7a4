/*
 * Section: Pages and lessons
 * Promise: The live page shows without an account how requests go around the nodes.
 */
import { nodeNames } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

test("the live page shows, without an account, how requests go around the nodes", async ({ page }) => {
  await page.goto("/");
  for (const name of nodeNames) {
    await expect(page.getByTestId("strip").locator(`[data-node="${name}"]`).first()).toBeVisible();
  }
});
