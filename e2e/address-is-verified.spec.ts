/*
 * Section: Accounts
 * Promise: A link verifies an address only where its account is signed in.
 * Control: Another account that opens the link is refused.
 */
import type { Page } from "@playwright/test";
import { Colleague } from "./fixtures/colleague.ts";
import { beginSignOn, finishSignOn } from "./fixtures/company.ts";
import { finish, halfFill, visitor } from "./fixtures/newcomer.ts";
import { linkIn, mailTo } from "./fixtures/outbox.ts";
import { newPerson, signInAs } from "./fixtures/person.ts";
import { expect, test } from "./fixtures/test.ts";
import { forgetTries } from "./fixtures/tries.ts";

test.beforeEach(forgetTries);

const problem = (page: Page) => page.locator("#problem");

async function open(page: Page, { url, code }: { url: string; code: string }, script = true): Promise<void> {
  await page.goto("about:blank");
  await page.goto(url);
  if (!script) await page.getByLabel("Code from the message").fill(code);
  else await expect(page.locator("input[name=code]")).toHaveValue(code);
}

for (const javaScriptEnabled of [true, false]) {
  test(`after a sign-up the link from the message verifies the address where its account is signed in, and nowhere else, ${javaScriptEnabled ? "with script" : "without script"}`, async ({
    browser,
    node,
  }) => {
    const { page, person } = await visitor(browser, { javaScriptEnabled });
    await halfFill(page, person);
    await finish(page, person);
    await expect(page.getByTestId("verified")).toHaveText("not verified");
    const link = linkIn(await mailTo(browser, person.email, "Verify your address"));

    const stranger = await visitor(browser, { javaScriptEnabled });
    await stranger.page.goto(link.url);
    await expect(stranger.page.getByText("Sign in first, then open the link again.")).toBeVisible();
    await signInAs(stranger.page, await newPerson(node));
    await open(stranger.page, link, javaScriptEnabled);
    await stranger.page.getByRole("button", { name: "Verify my address" }).click();
    await expect(problem(stranger.page)).toContainText("for another account");

    // A second request sends the same link, so it doesn't matter which message the person opens.
    await page.getByRole("button", { name: "Send the link again" }).click();
    await expect(page.getByTestId("done")).toContainText("A message is on its way");
    expect(linkIn(await mailTo(browser, person.email, "Verify your address")).code).toBe(link.code);
    await open(page, link, javaScriptEnabled);
    await page.getByRole("button", { name: "Verify my address" }).click();
    await expect(page.getByTestId("done")).toContainText("Your address is verified.");
    await expect(page.getByTestId("verified")).toHaveText("verified");
    await open(page, link, javaScriptEnabled);
    await page.getByRole("button", { name: "Verify my address" }).click();
    await expect(problem(page)).toContainText("This link can’t be used any more");
  });
}

test("an account whose address is verified receives the company's sign-on; before, it would have been removed", async ({
  browser,
  node,
}) => {
  const { page, person } = await visitor(browser);
  await halfFill(page, person);
  await finish(page, person);
  const link = linkIn(await mailTo(browser, person.email, "Verify your address"));
  await open(page, link);
  await page.getByRole("button", { name: "Verify my address" }).click();
  await expect(page.getByTestId("verified")).toHaveText("verified");
  const { user } = await node.sessionOf(page.request);
  const colleague = await Colleague.hire({ email: person.email });
  const other = await visitor(browser);
  await beginSignOn(other.page);
  await finishSignOn(other.page, colleague.email);
  expect((await node.sessionOf(other.page.request)).user).toBe(user);
});

test("an account may have the link sent three times in a quarter of an hour", async ({ browser }) => {
  const { page, person } = await visitor(browser);
  await halfFill(page, person);
  await finish(page, person);
  await expect(page.getByTestId("verified")).toHaveText("not verified");
  for (let turn = 0; turn < 2; turn += 1) {
    await page.goto("/account");
    await page.getByRole("button", { name: "Send the link again" }).click();
    await expect(page.getByTestId("done")).toContainText("A message is on its way");
  }
  await page.goto("/account");
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Send the link again" }).click();
  expect((await answer).status()).toBe(429);
  await expect(problem(page)).toContainText("Too many tries.");
});
