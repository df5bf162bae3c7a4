/*
 * Section: Nodes
 * Promise: A login outlives the very node that made it, killed with `SIGKILL`.
 * Control: `memory-sessions-fail` takes the same steps with sessions in a node's memory and loses
 *   the login.
 */
import { visitAccount, visitNodes } from "./fixtures/account.ts";
import { signIn } from "./fixtures/site.ts";
import { nodeNames, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test("a login outlives the very node that made it", async ({ page }) => {
  await signIn(page);
  const before = await visitAccount(page);
  if (before.status !== "signed-in") throw new Error(`The login didn't work: ${JSON.stringify(before)}`);
  const { createdBy, sessionId } = before;

  await stack.kill(createdBy);
  const others = nodeNames.filter((name) => name !== createdBy);
  const without = await visitNodes(page, others);
  expect(
    without.visits.filter((visit) => visit.status !== "signed-in" || visit.sessionId !== sessionId),
  ).toEqual([]);
  expect([...without.nodes].sort()).toEqual(others);

  await stack.start(createdBy);
  const again = await visitNodes(page, nodeNames, 60);
  expect(
    again.visits.filter((visit) => visit.status !== "signed-in" || visit.sessionId !== sessionId),
  ).toEqual([]);
  expect([...again.nodes], "the node that died and came back knows the login").toContain(createdBy);
});
