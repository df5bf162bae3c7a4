/*
 * Section: Signing in
 * Promise: Sign-ons of two tabs both succeed, and a step-up asks for the person's sign-in at the
 *   provider.
 * Control: An ordinary sign-on does not ask a person whom the provider knows.
 */
import { Colleague } from "./fixtures/colleague.ts";
import { beginSignOn, finishSignOn, site } from "./fixtures/company.ts";
import { ageProof } from "./fixtures/person.ts";
import { user, whoami } from "./fixtures/site.ts";
import { expect, test } from "./fixtures/test.ts";

test("sign-ons of two tabs both come to an end, whichever is finished first", async ({ page, context }) => {
  const other = await context.newPage();
  await beginSignOn(page);
  await beginSignOn(other);
  for (const tab of [page, other]) {
    await finishSignOn(tab, user.email);
    await expect(tab.getByTestId("session-id")).toBeVisible();
  }
});

test("a sign-on begun at 127.0.0.1 is sent to the site's own address first, and ends there", async ({
  page,
}) => {
  const other = new URL(site);
  other.hostname = "127.0.0.1";
  await page.goto(`${other.origin}/login?next=/account/password`);
  await page.getByRole("button", { name: "Continue with company single sign-on" }).click();
  await page.waitForURL(`${site}/login?**`);
  await expect(page.getByTestId("sign-on-refused")).toContainText("this site’s own address");
  await page.getByRole("button", { name: "Continue with company single sign-on" }).click();
  await page.getByRole("button", { name: `Continue as ${user.email}` }).click();
  await page.waitForURL(`${site}/account/password`);
  expect((await whoami(page.request)).session).not.toBeNull();
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("a sign-on leads to a provider on any origin, though the page's policy lets forms go to this site only", async ({
      page,
    }) => {
      const login = await page.goto("/login");
      const policy = login?.headers()["content-security-policy"] ?? "";
      expect(policy.split("; ").filter((one) => one.startsWith("form-action"))).toEqual([
        "form-action 'self'",
      ]);
      // A provider may send people on to yet another origin, as a provider does that has other
      // providers sign people in.
      const asked: string[] = [];
      page.on("request", (request) => asked.push(new URL(request.url()).origin));
      await beginSignOn(page);
      await finishSignOn(page, user.email);
      await expect(page.getByTestId("session-id")).toBeVisible();
      expect(new Set(asked).size, "the provider is on another origin").toBeGreaterThan(1);
    });
  });
}

test("a step-up has the person sign in again at the provider, and is a proof", async ({
  page,
  browser,
  node,
}) => {
  const colleague = await Colleague.hire();
  await beginSignOn(page);
  await finishSignOn(page, colleague.email);
  const theirs = await (await browser.newContext()).newPage();
  await beginSignOn(theirs);
  await finishSignOn(theirs, colleague.email);
  await ageProof(node, page.request);
  await page.goto("/account/end-sessions?which=others");
  await expect(page.getByRole("button", { name: "Sign out the others" })).toHaveCount(0);
  await page.getByRole("button", { name: "Continue with company single sign-on" }).click();
  await expect(
    page.getByRole("heading", { name: "Company sign-in" }),
    "the provider knows this browser, and asks all the same",
  ).toBeVisible();
  await page.getByRole("button", { name: `Continue as ${colleague.email}` }).click();
  await page.waitForURL("**/account/end-sessions?which=others");
  await page.getByRole("button", { name: "Sign out the others" }).click();
  await expect(page.getByTestId("done")).toContainText("1 device was signed out.");
  expect((await whoami(theirs.request)).session).toBeNull();

  // The control: an ordinary sign-on does not ask a person whom the provider knows.
  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByRole("link", { name: "Sign in" }).first()).toBeVisible();
  await page.goto("/login");
  await page.getByRole("button", { name: "Continue with company single sign-on" }).click();
  await expect(page.getByTestId("session-id")).toBeVisible();
  await colleague.leave();
});

test("a provider that didn't ask, or doesn't say when, is named on the page", async ({ page, node }) => {
  const colleague = await Colleague.hire();
  await beginSignOn(page);
  await finishSignOn(page, colleague.email);
  await ageProof(node, page.request);
  for (const [why, words] of [
    ["stale", "didn’t ask you to sign in again"],
    ["unsaid", "didn’t say when you signed in"],
    ["OAuthCallbackError", "didn’t sign you in"],
  ]) {
    await page.goto(`/account/end-sessions?which=all&sign-on=${why}`);
    await expect(page.getByRole("alert").filter({ hasText: words ?? "" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Sign out everywhere" })).toHaveCount(0);
  }
  await colleague.leave();
});
