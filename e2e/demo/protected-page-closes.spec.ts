/*
 * Section: What three nodes share
 * Promise: A static page behind the login is shown after the sign-in and closed at the first
 *   request after a revocation.
 * Control: Until the revocation the same browser is shown the page at each request.
 */
import type { Page } from "@playwright/test";
import { newPerson } from "../fixtures/person.ts";
import { OneMoreNode } from "../fixtures/sessions.ts";
import { signInByApi, whoami } from "../fixtures/site.ts";
import { nodeNames, settings } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const address = "/protected-example?of=today";
const heading = (page: Page) => page.getByRole("heading", { name: "You are signed in" });

let node: OneMoreNode;
test.beforeAll(async () => {
  node = await OneMoreNode.join();
});
test.afterAll(() => node.close());

test("a visitor of the static page signs in, comes back to it, and is shown it until the session is revoked elsewhere", async ({
  page,
  playwright,
}) => {
  const person = await newPerson(node);
  await page.goto(address);
  await expect(page).toHaveURL(`/login?next=${encodeURIComponent(address)}`);
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(address);
  await expect(heading(page)).toBeVisible();
  for (const _ of nodeNames) {
    expect((await page.reload())?.status()).toBe(200);
    await expect(heading(page)).toBeVisible();
  }

  const { session } = await whoami(page.request);
  const other = await playwright.request.newContext({ baseURL: settings.siteUrl });
  await signInByApi(other, person);
  expect((await other.delete(`/api/sessions/${session?.id}`)).ok()).toBe(true);
  await other.dispose();

  expect((await page.request.get(address, { maxRedirects: 0 })).status(), "a script is told").toBe(401);
  await page.reload();
  await expect(page).toHaveURL(/\/login\?next=/);
  await expect(heading(page)).toHaveCount(0);
});
