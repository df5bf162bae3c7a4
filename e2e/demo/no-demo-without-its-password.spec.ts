/*
 * Section: Pages and lessons
 * Promise: A site without the demo's password has no demo accounts.
 * Control: The same page of a site with the password offers the sign-in with one click
 *   (`newcomer`).
 */
import { randomUUID } from "node:crypto";
import { openSecondSite } from "../../stack/site.ts";
import { inContainers } from "../fixtures/containers.ts";
import { onCluster } from "../fixtures/redis-nodes.ts";
import { operator } from "../fixtures/site.ts";
import { expect, test } from "../fixtures/test.ts";

test.skip(inContainers, "there the first run makes the password, whatever the settings say");
test.skip(onCluster, "there this second site has the first one's Redis, and so its accounts");

const own = openSecondSite("no-demo-accounts", { DEMO_MODE: "off", DEMO_PASSWORD: "" });
test.use({ baseURL: own.siteUrl });
test.beforeAll(async () => {
  test.setTimeout(120_000);
  await own.remove();
  await own.stack.up();
});
test.afterAll(() => own.remove());

test("a site without DEMO_PASSWORD has no demo accounts, and speaks of none", async ({ page }) => {
  const { request } = page;
  // On a site that has these accounts, this is their password.
  expect((await request.post("/api/session", { data: operator })).status()).toBe(401);
  await page.goto("/");
  await expect(page.getByRole("link", { name: "Sign in" }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign in as demo user" })).toHaveCount(0);
  await page.goto("/login");
  await page.getByLabel("Email").fill(operator.email);
  await page.getByLabel("Password").fill(operator.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.locator("#problem")).toContainText("Email or password is wrong.");
  await expect(page.locator("main")).not.toContainText("demo", { ignoreCase: true });
});

test("a site without a mail server says so where mail is needed, and all else works", async ({ page }) => {
  const answer = await page.goto("/reset-password");
  expect(answer?.status()).toBe(503);
  await expect(page.getByTestId("no-mail")).toContainText("This site sends no mail.");
  await expect(page.getByTestId("no-mail")).toContainText("SMTP_URL");
  expect((await page.goto("/outbox"))?.status()).toBe(404);
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByLabel("Email").fill(`${randomUUID()}@example.com`);
  await page.getByLabel("Password").fill("a long walk in the rain");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByTestId("verified")).toHaveText("not verified");
  await expect(page.locator("main")).toContainText("This site sends no mail, so it can’t be verified.");
  await expect(page.getByRole("button", { name: "Send the link again" })).toHaveCount(0);
});
