/*
 * Section: Sessions
 * Promise: Pages that ask by themselves do not keep a session alive, and leave when it ends.
 * Control: What a person does keeps the session alive beside the same pages.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { openSecondSite } from "../../stack/site.ts";
import { ensureAccounts } from "../fixtures/accounts.ts";
import { signIn } from "../fixtures/site.ts";
import { expect, test } from "../fixtures/test.ts";

const idleSeconds = 8;
const site = openSecondSite("idle", { SESSION_IDLE_SECONDS: String(idleSeconds) });
test.use({ baseURL: site.siteUrl });
test.beforeAll(async () => {
  test.setTimeout(120_000);
  await site.remove();
  await site.stack.up();
});
test.afterAll(() => site.remove());

const who = async () => (await ensureAccounts(site)).operator;
/** The extra three seconds are for a machine under load. */
const over = { timeout: (idleSeconds + 3) * 1000 };

const isExpired = async (page: Page, next: string) => {
  await expect(page).toHaveURL(`/login?ended=time&next=${encodeURIComponent(next)}`, over);
  await expect(page.getByTestId("ended")).toContainText("Your session has expired.");
  await expect(page.getByRole("navigation", { name: "Site" })).toContainText("Sign in");
};

test("pages that ask by themselves don't keep a session alive, and leave when its time is over", async ({
  page,
  context,
}) => {
  await signIn(page, await who());
  const live = await context.newPage();
  await live.goto("/");
  // The store writes a slide when a tenth of the time has passed.
  const least = (idleSeconds * 0.9 - 0.5) * 1000;
  const began = performance.now();
  const console = await context.newPage();
  await console.goto("/console");
  const answers = { whoami: 0, console: 0 };
  live.on("response", (response) => {
    if (response.url().endsWith("/api/whoami")) answers.whoami += 1;
  });
  console.on("response", (response) => {
    if (new URL(response.url()).pathname === "/console") answers.console += 1;
  });
  await isExpired(page, "/account");
  expect(performance.now() - began, "ms since the last request of a person").toBeGreaterThan(least);
  await isExpired(live, "/");
  await isExpired(console, "/console");
  expect(answers.whoami, "the live page went on asking").toBeGreaterThan(5);
  expect(answers.console, "the console went on asking").toBeGreaterThan(0);

  await live.goto("/");
  await expect(live.locator("main"), "that is no lost login").toContainText("You are not signed in.");
  await live.goto("/login?next=/account");
  await signIn(live, await who());
  await expect(live.locator("main")).toContainText("0 logins lost");
});

test("what a person does keeps the session alive, beside pages that ask by themselves", async ({
  page,
  context,
}) => {
  await signIn(page, await who());
  const beside = await context.newPage();
  await beside.goto("/");
  const until = performance.now() + idleSeconds * 2000;
  for (let turn = 0; performance.now() < until; turn += 1) {
    await pause(2000);
    await page.getByRole("link", { name: turn % 2 ? "Account" : "Lessons" }).click();
    await expect(page).toHaveURL(turn % 2 ? /\/account$/ : /\/lessons$/);
  }
  await expect(beside).toHaveURL(/\/$/);
  expect((await page.goto("/account"))?.status()).toBe(200);
  await expect(page).toHaveURL(/\/account$/);
});

test("neither the Back button nor a page that was kept shows an account after its session's end", async ({
  page,
  context,
}) => {
  await signIn(page, await who());
  await page.getByRole("link", { name: "Lessons" }).click();
  await expect(page).toHaveURL(/\/lessons$/);
  // This stands for a laptop that slept: nothing on the page runs, and nothing tells it the time.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 1000);
  await context.setOffline(true);
  await pause((idleSeconds + 1) * 1000);
  await context.setOffline(false);
  await page.goBack();
  await page.clock.resume();
  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByTestId("session-id")).toHaveCount(0);
  await expect(page.getByRole("navigation", { name: "Site" })).toContainText("Sign in");
});
