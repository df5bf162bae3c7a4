/*
 * Section: Signing in
 * Promise: A company sign-on opens that person's account alone, whatever address the provider
 *   names.
 * Control: `lib/auth/company-sign-on.model.test.ts` follows Auth.js's rule instead, and a person
 *   sees another's sessions.
 */
import { randomUUID } from "node:crypto";
import type { Browser, Page } from "@playwright/test";
import { closeContext } from "./fixtures/close-context.ts";
import { Colleague } from "./fixtures/colleague.ts";
import { beginSignOn, finishSignOn } from "./fixtures/company.ts";
import { cookieOf, knownBy } from "./fixtures/person.ts";
import { sendLogin, whoami } from "./fixtures/site.ts";
import { expect, test } from "./fixtures/test.ts";

const password = "a long walk in the rain";

const devices = (page: Page) => page.getByTestId("devices").locator("li");

/** Signs a colleague on in a browser of their own, and gives the resulting page to `look`. */
async function signOn<T>(
  browser: Browser,
  { email }: Colleague,
  look: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await beginSignOn(page);
  await finishSignOn(page, email);
  await expect(page.getByTestId("session-id"), "the colleague is signed in").toBeVisible();
  const seen = await look(page);
  await closeContext(context);
  return seen;
}

/** Signs up by a form, as anybody can with any address, in a browser that stays open. */
async function signUp(browser: Browser, email: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill("Squatter");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: /^Create/ }).click();
  await expect(page.getByTestId("session-id")).toBeVisible();
  return page;
}

test("an address that the company gave to somebody else opens an account of its own, and none of the person before", async ({
  browser,
  node,
}) => {
  const first = await Colleague.hire();
  const address = first.email;
  const before = await browser.newContext();
  const page = await before.newPage();
  await beginSignOn(page);
  await finishSignOn(page, address);
  const { user: owner } = await node.sessionOf(page.request);

  await first.change({ email: `${randomUUID()}@example.com` });
  const second = await Colleague.hire({ email: address, name: "Grace Hopper" });
  await signOn(browser, second, async (theirs) => {
    expect((await node.sessionOf(theirs.request)).user, "an account of its own").not.toBe(owner);
    await expect(theirs.getByRole("heading", { name: "Grace Hopper" })).toBeVisible();
    await expect(devices(theirs), "no session of the person before is listed").toHaveCount(1);
  });
  expect((await node.users.find(owner))?.email, "the address moved").not.toBe(address);
  expect((await whoami(page.request)).session, "the person before is still signed in").not.toBeNull();
  await signOn(browser, first, async (theirs) => {
    expect((await node.sessionOf(theirs.request)).user, "and comes back to the same account").toBe(owner);
    await expect(theirs.getByText(first.email, { exact: true })).toBeVisible();
  });

  await node.forget(first.email);
  await node.forget(address);
  await closeContext(before);
  for (const person of [first, second]) await person.leave();
});

test.describe("somebody who signed up with a colleague's address", () => {
  for (const [when, hire] of [
    [
      "before the colleague's first sign-on",
      async () => ({ colleague: await Colleague.hire(), arrives: async () => {} }),
    ],
    [
      "that the colleague received at the provider meanwhile",
      async (browser: Browser) => {
        const colleague = await Colleague.hire();
        await signOn(browser, colleague, async () => {});
        const email = `${randomUUID()}@example.com`;
        return { colleague, email, arrives: () => colleague.change({ email }) };
      },
    ],
  ] as [
    string,
    (browser: Browser) => Promise<{ colleague: Colleague; email?: string; arrives(): Promise<void> }>,
  ][]) {
    test(`${when} keeps neither the address nor the password nor a session, and the colleague is told`, async ({
      browser,
      node,
    }) => {
      const { colleague, email = colleague.email, arrives } = await hire(browser);
      const squatter = await signUp(browser, email);
      const cookie = await cookieOf(squatter);
      const { user: squatted } = await node.sessionOf(squatter.request);
      await arrives();

      await signOn(browser, colleague, async (page) => {
        expect((await node.sessionOf(page.request)).user).not.toBe(squatted);
        await expect(page.getByTestId("done")).toContainText("had signed up with your address");
        await expect(page.getByText(email, { exact: true })).toBeVisible();
      });
      expect(await knownBy(cookie), "the squatter's session ended on every node").toEqual([null, null, null]);
      expect(await node.store.list(squatted)).toEqual([]);
      expect(await node.users.find(squatted)).toBeUndefined();
      await sendLogin(squatter, { email, password });
      await expect(squatter.getByText("Email or password is wrong.")).toBeVisible();

      await closeContext(squatter.context());
      await node.forget(email);
      await colleague.leave();
    });
  }
});

test("an account follows the name and the address that changed at the provider", async ({
  browser,
  node,
}) => {
  const colleague = await Colleague.hire();
  const before = colleague.email;
  const owner = await signOn(browser, colleague, async (page) => (await node.sessionOf(page.request)).user);
  await colleague.change({ email: `${randomUUID()}@example.com`, name: "Ada King" });
  await signOn(browser, colleague, async (page) => {
    expect((await node.sessionOf(page.request)).user).toBe(owner);
    await expect(page.getByRole("heading", { name: "Ada King" })).toBeVisible();
    await expect(page.getByText(colleague.email, { exact: true })).toBeVisible();
  });
  expect(await node.users.findByEmail(before)).toBeUndefined();
  await node.forget(colleague.email);
  await colleague.leave();
});

test("the text true counts as verified, and a missing claim is refused with what the operator can set", async ({
  browser,
  page,
}) => {
  const texts = await Colleague.hire({ email_verified: "true" });
  await signOn(browser, texts, async () => {});
  const silent = await Colleague.hire({ email_verified: undefined });
  await beginSignOn(page);
  await finishSignOn(page, silent.email);
  await expect(page.getByTestId("sign-on-refused")).toContainText("OIDC_EMAIL_VERIFIED_MISSING");
  for (const person of [texts, silent]) await person.leave();
});
