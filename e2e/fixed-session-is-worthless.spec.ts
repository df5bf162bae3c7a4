/*
 * Section: Attacks and limits
 * Promise: A cookie planted before the login is worthless after it.
 * Control: The planted cookie works on every node before the login.
 */
import { closeContext } from "./fixtures/close-context.ts";
import { cookieOf, knownBy, newPerson, signInAs } from "./fixtures/person.ts";
import { OneMoreNode } from "./fixtures/sessions.ts";
import { nodeNames } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

let node: OneMoreNode;
test.beforeAll(async () => {
  node = await OneMoreNode.join();
});
test.afterAll(() => node.close());

test("a cookie planted before the login is worthless after it, on every node", async ({ page, browser }) => {
  const [attacker, victim] = [await newPerson(node), await newPerson(node)];
  const own = await browser.newContext();
  const attackersPage = await own.newPage();
  await signInAs(attackersPage, attacker);
  const planted = await cookieOf(attackersPage);
  await page.context().addCookies([{ name: "unstuck", value: planted, url: attackersPage.url() }]);
  expect(await knownBy(planted), "it works before").toEqual(nodeNames.map(() => attacker.email));

  await page.request.post("/api/session", { data: victim });
  expect(await cookieOf(page)).not.toBe(planted);
  expect(await knownBy(await cookieOf(page))).toEqual(nodeNames.map(() => victim.email));
  expect(await knownBy(planted)).toEqual([null, null, null]);
  await closeContext(own);
});

test("no visit before a login sets a session cookie that could be fixed", async ({ page }) => {
  for (const path of ["/", "/login", "/sign-up", "/account"]) await page.goto(path);
  expect((await page.context().cookies()).map(({ name }) => name)).not.toContain("unstuck");
});
