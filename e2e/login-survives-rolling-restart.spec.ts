/*
 * Section: Nodes
 * Promise: A person who keeps reloading during a rolling restart stays signed in.
 * Control: `memory-sessions-fail` loses the login with sessions in a node's memory.
 */
import { type Visit, visitAccount } from "./fixtures/account.ts";
import { signIn } from "./fixtures/site.ts";
import { nodeNames, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

const nodePids = async () =>
  (await stack.status()).filter(({ name }) => nodeNames.includes(name)).map(({ pid }) => pid);

test("a person who keeps reloading while all nodes are restarted in turn notices nothing", async ({
  page,
}) => {
  await signIn(page);
  const first = await visitAccount(page);
  const before = await nodePids();

  let restarted = false;
  const restart = stack.restart().then(() => {
    restarted = true;
  });
  const visits: Visit[] = [];
  while (!restarted) {
    visits.push(await visitAccount(page));
    // Should the restart fail, this ends the loop with its error.
    await Promise.race([restart, page.waitForTimeout(100)]);
  }

  const session = first.status === "signed-in" && first.sessionId;
  expect(visits.length).toBeGreaterThan(10);
  expect(visits.filter((visit) => visit.status !== "signed-in" || visit.sessionId !== session)).toEqual([]);
  const after = await nodePids();
  expect(
    after.filter((pid) => pid === null || before.includes(pid)),
    "every node is a new process",
  ).toEqual([]);
});
