/*
 * Section: Operating
 * Promise: An operator looks up any person's sessions, ends one, and sees what all nodes counted.
 * Control: While Redis is away the console does not claim that the session ended.
 */
import { closeContext } from "./fixtures/close-context.ts";
import { signInAs } from "./fixtures/person.ts";
import { aboutSentinels, onCluster } from "./fixtures/redis-nodes.ts";
import { OneMoreNode } from "./fixtures/sessions.ts";
import { operator, signInByApi } from "./fixtures/site.ts";
import { nodeNames, redisNames, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test("an operator looks somebody's sessions up and ends one: that browser is signed out, on every node", async ({
  browser,
  page,
  node,
  person,
}) => {
  const theirs = await browser.newPage();
  await signInAs(theirs, person);
  const { id } = await node.sessionOf(theirs.request);

  await signInByApi(page.request, operator);
  await page.goto("/console");
  await page.getByLabel("Email").fill(person.email);
  await page.getByRole("button", { name: "Look up" }).click();
  const found = page.getByTestId("person");
  await expect(found).toContainText("Ada Lovelace has 1 session.");
  await found.locator(`[data-session="${id}"]`).getByRole("button", { name: "Revoke" }).click();
  await expect(found).toContainText("Ada Lovelace has 0 sessions.");
  await expect(theirs).toHaveURL(/\/login\?ended=elsewhere/);
  for (let turn = 0; turn < nodeNames.length; turn += 1) {
    expect((await (await theirs.request.get("/api/whoami")).json()).session).toBeNull();
  }
  await closeContext(theirs.context());
  await node.forget(person.email);
});

test("while Redis is away the console says that a session may not have ended, and keeps what was looked up", async ({
  page,
  node,
  person,
}) => {
  test.skip(onCluster, aboutSentinels);
  const { session } = await node.store.create({
    user: (await node.users.findByEmail(person.email))?.id ?? "",
    data: { email: person.email, name: "Ada Lovelace", role: "user" },
    metadata: {
      createdBy: "e2e",
      signInMethod: "password",
      device: { browser: "a browser", system: "a system" },
    },
  });
  await signInByApi(page.request, operator);
  await page.goto(`/console?email=${encodeURIComponent(person.email)}`);
  // A page that refreshed itself would show the outage instead.
  await page.getByRole("button", { name: "Pause" }).click();
  await Promise.all(redisNames.map((name) => stack.kill(name)));
  const row = page.locator(`[data-session="${session.id}"]`);
  await row.getByRole("button", { name: "Revoke" }).click();
  await expect(row.getByRole("alert")).toContainText("It isn’t certain that this session has ended.", {
    timeout: 15_000,
  });
  await stack.up();
  await row.getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByTestId("person")).toContainText("Ada Lovelace has 0 sessions.", { timeout: 15_000 });
  // The earlier node may know a primary that is one no longer.
  const later = await OneMoreNode.join();
  await later.forget(person.email);
  await later.close();
});

test("the console counts a login and a sign-out of whichever node in the same minute, for all nodes", async ({
  page,
  playwright,
  baseURL,
}) => {
  await signInByApi(page.request, operator);
  const sum = (cells: string[]) => cells.reduce((total, cell) => total + Number(cell), 0);
  const begunNow = async () => {
    await page.goto("/console");
    const chart = page.getByRole("figure").filter({ hasText: "Begun and ended" });
    await chart.getByText("As a table").click();
    return sum(await chart.locator("tbody td:nth-child(2)").allTextContents());
  };
  const signedOutNow = async () => {
    await page.goto("/console");
    const row = page.getByRole("row", { name: /^signed out/ });
    return sum(await row.locator("td").first().allTextContents());
  };
  const [begun, signedOut] = [await begunNow(), await signedOutNow()];
  const logins = 4;
  for (let login = 0; login < logins; login += 1) {
    const visitor = await playwright.request.newContext(baseURL ? { baseURL } : {});
    await signInByApi(visitor);
    expect((await visitor.delete("/api/session")).status()).toBe(204);
    await visitor.dispose();
  }
  await expect.poll(begunNow, { timeout: 20_000 }).toBeGreaterThanOrEqual(begun + logins);
  await expect.poll(signedOutNow, { timeout: 20_000 }).toBeGreaterThanOrEqual(signedOut + logins);
});

test("the console shows each node, and that one is dead", async ({ page }) => {
  await signInByApi(page.request, operator);
  await page.goto("/console");
  const nodes = page.getByRole("region", { name: "Nodes", exact: true });
  for (const name of nodeNames) await expect(nodes.getByRole("row", { name })).toContainText("up");
  await stack.kill("app-c");
  await expect(nodes.getByRole("row", { name: "app-c" })).toContainText("silent", { timeout: 15_000 });
});
