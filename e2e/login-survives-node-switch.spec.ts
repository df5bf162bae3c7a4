/*
 * Section: Nodes
 * Promise: A login made on one node is known to all three.
 * Control: `memory-sessions-fail` takes the same steps with sessions in a node's memory and loses
 *   the login.
 */
import { visitNodes } from "./fixtures/account.ts";
import { signIn } from "./fixtures/site.ts";
import { nodeNames } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test("a login made on one node is known to all three", async ({ page }) => {
  await signIn(page);
  const { visits, nodes } = await visitNodes(page, nodeNames);
  expect(visits.filter(({ status }) => status !== "signed-in")).toEqual([]);
  expect([...nodes].sort()).toEqual(nodeNames);
  const sessions = new Set(visits.map((visit) => visit.status === "signed-in" && visit.sessionId));
  expect(sessions.size, "every node shows the same session").toBe(1);
});

test("the account page says which node served it", async ({ page }) => {
  await signIn(page);
  const response = await page.goto("/account");
  await expect(page.getByTestId("served-by")).toHaveText(response?.headers()["x-served-by"] ?? "");
});
