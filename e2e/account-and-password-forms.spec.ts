/*
 * Section: Accounts
 * Promise: The forms for sign-up, passwords and devices work with and without script, and by
 *   keyboard alone.
 * Control: A refused change leaves the other sessions alive.
 */
import { randomUUID } from "node:crypto";
import type { Browser, Page } from "@playwright/test";
import { closeContext } from "./fixtures/close-context.ts";
import { beginSignOn, finishSignOn } from "./fixtures/company.ts";
import {
  ageProof,
  changePassword,
  cookieOf,
  knownBy,
  newPerson,
  type Person,
  signInAs,
  signUpAs,
} from "./fixtures/person.ts";
import { OneMoreNode } from "./fixtures/sessions.ts";
import { signInByApi, user } from "./fixtures/site.ts";
import { nodeNames } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";
import { forgetTries } from "./fixtures/tries.ts";

let node: OneMoreNode;
test.beforeAll(async () => {
  node = await OneMoreNode.join();
});
test.beforeEach(forgetTries);
test.afterAll(() => node.close());

const onEveryNode = (who: string | null) => nodeNames.map(() => who);
const problem = (page: Page) => page.locator("#problem");

/** Another device of the same person, through the same door or the other one. */
async function device(browser: Browser, signIn: (page: Page) => Promise<unknown>) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page);
  const cookie = await cookieOf(page);
  // Without an open page, only the cookie stands for the device.
  await closeContext(context);
  return cookie;
}

async function throughCompany(page: Page): Promise<void> {
  await beginSignOn(page);
  await finishSignOn(page, user.email);
}

const signInStatus = async (page: Page, { email, password }: Person) =>
  (
    await page.context().request.fetch("/api/session", { method: "POST", data: { email, password } })
  ).status();

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("a sign-up says what is wrong, then makes the account and signs in; the email is taken from then on", async ({
      page,
    }) => {
      const person = { email: `${randomUUID()}@example.com`, password: "a long walk in the rain" };
      await signUpAs(page, { ...person, password: "short" });
      await expect(problem(page)).toContainText("at least 12 characters");
      await expect(page.getByLabel("Email"), "what was typed stays").toHaveValue(person.email);
      await expect(page.getByLabel("Password"), "but for the password").toHaveValue("");
      await signUpAs(page, person);
      await expect(page.getByRole("heading", { name: "Ada Lovelace" })).toBeVisible();
      expect(await knownBy(await cookieOf(page))).toEqual(onEveryNode(person.email));

      await page.getByRole("button", { name: "Sign out", exact: true }).click();
      await expect(page).toHaveURL("/");
      await signUpAs(page, { ...person, password: "quite another password" });
      await expect(problem(page)).toContainText("There is an account with this email already.");
      await signInAs(page, person);
    });

    test("a password is changed only by who knows the present one, and ends all other sessions if wanted", async ({
      page,
      browser,
    }) => {
      const person = await newPerson(node);
      const next = "a short walk in the sun";
      await signInAs(page, person);
      const other = await device(browser, (theirs) => signInAs(theirs, person));
      const before = await cookieOf(page);

      await changePassword(page, "not the present one", next, true);
      await expect(problem(page)).toContainText("The present password is wrong.");
      await changePassword(page, person.password, person.password, true);
      await expect(problem(page)).toContainText("That is the password you have.");
      expect(await knownBy(other), "a refused change ends nothing").toEqual(onEveryNode(person.email));

      await changePassword(page, person.password, next, true);
      await expect(page.getByTestId("done")).toContainText("Your password is changed.");
      await expect(page.getByTestId("done")).toContainText("1 device was signed out.");
      expect(await knownBy(other)).toEqual(onEveryNode(null));
      const after = await cookieOf(page);
      expect(after, "a change of privilege gives a new token").not.toBe(before);
      expect(await knownBy(after)).toEqual(onEveryNode(person.email));
      const stranger = await browser.newContext();
      const theirs = await stranger.newPage();
      expect(await signInStatus(theirs, person), "the old password").toBe(401);
      expect(await signInStatus(theirs, { ...person, password: next })).toBe(201);
      await closeContext(stranger);
    });

    test("a change of password that isn't asked to leaves the other sessions", async ({ page, browser }) => {
      const person = await newPerson(node);
      await signInAs(page, person);
      const other = await device(browser, (theirs) => signInAs(theirs, person));
      await changePassword(page, person.password, "a short walk in the sun", false);
      await expect(page.getByTestId("done")).toContainText("0 devices were signed out.");
      expect(await knownBy(other)).toEqual(onEveryNode(person.email));
    });

    test("devices of both doors are listed, and each is signed out: one, the others, everywhere", async ({
      page,
      browser,
    }) => {
      await signInAs(page, user);
      const byPassword = await device(browser, (theirs) => signInAs(theirs, user));
      const byCompany = await device(browser, throughCompany);
      await page.goto("/account");
      const devices = page.getByTestId("devices").getByRole("listitem");
      await expect(devices.first()).toContainText("This one");
      // The newest of the others comes first.
      await expect(devices.nth(1)).toContainText("by company single sign-on");
      await expect(devices.nth(2)).toContainText("by email and password");
      await devices
        .nth(1)
        .getByRole("link", { name: /^Sign out/ })
        .click();
      await page.getByRole("button", { name: "Sign it out" }).click();
      await expect(page.getByTestId("done")).toContainText("1 device was signed out.");
      expect(await knownBy(byCompany)).toEqual(onEveryNode(null));
      expect(await knownBy(byPassword)).toEqual(onEveryNode(user.email));

      const byCompanyAgain = await device(browser, throughCompany);
      await page.goto("/account");
      await page.getByRole("link", { name: "Sign out all others" }).click();
      await page.getByRole("button", { name: "Sign out the others" }).click();
      await expect(page.getByTestId("done")).toContainText(/\d+ devices were signed out\./);
      await expect(devices).toHaveCount(1);
      for (const cookie of [byPassword, byCompanyAgain])
        expect(await knownBy(cookie)).toEqual(onEveryNode(null));

      const last = await device(browser, throughCompany);
      const own = await cookieOf(page);
      await page.goto("/account");
      await page.getByRole("link", { name: "Sign out everywhere" }).click();
      await page.getByRole("button", { name: "Sign out everywhere" }).click();
      await expect(page.getByTestId("ended")).toContainText("You are signed out everywhere.");
      for (const cookie of [own, last]) expect(await knownBy(cookie)).toEqual(onEveryNode(null));
    });

    test("the company's door can end a session of the password's, and is listed with it", async ({
      page,
      browser,
    }) => {
      await throughCompany(page);
      const byPassword = await device(browser, (theirs) => signInAs(theirs, user));
      await page.goto("/account");
      const other = page.getByTestId("devices").getByRole("listitem").nth(1);
      await expect(other).toContainText("by email and password");
      await other.getByRole("link", { name: /^Sign out/ }).click();
      await page.getByRole("button", { name: "Sign it out" }).click();
      await expect(page.getByTestId("done")).toContainText("1 device was signed out.");
      expect(await knownBy(byPassword)).toEqual(onEveryNode(null));
    });

    test("a while after the sign-in, ending sessions takes the password again, and then a new token", async ({
      page,
      browser,
    }) => {
      const person = await newPerson(node);
      await signInAs(page, person);
      const other = await device(browser, (theirs) => signInAs(theirs, person));
      await ageProof(node, page.request);
      const before = await cookieOf(page);
      const ask = async (password: string) => {
        await page.getByLabel("Your password").fill(password);
        await page.getByRole("button", { name: "Sign out the others" }).click();
      };
      await page.goto("/account/end-sessions?which=others");
      await ask("not my password");
      await expect(problem(page)).toContainText("The password is wrong.");
      expect(await knownBy(other)).toEqual(onEveryNode(person.email));
      await ask(person.password);
      await expect(page.getByTestId("done")).toContainText("1 device was signed out.");
      expect(await knownBy(other)).toEqual(onEveryNode(null));
      expect(await cookieOf(page)).not.toBe(before);
      await page.goto("/account/end-sessions?which=all");
      await expect(page.getByRole("button", { name: "Sign out everywhere" })).toBeVisible();
      await expect(page.getByLabel("Your password"), "for some minutes it counts").toHaveCount(0);
    });

    test("who tried too often reads in the form how long to wait", async ({ page }) => {
      const person = await newPerson(node);
      await page.goto("/login");
      const enter = async (password: string) => {
        await page.getByLabel("Email").fill(person.email);
        await page.getByLabel("Password").fill(password);
        const answered = page.waitForResponse((response) => response.request().method() === "POST");
        await page.getByRole("button", { name: "Sign in", exact: true }).click();
        return answered;
      };
      for (let guess = 0; guess < 10; guess += 1) {
        await enter(`guess number ${guess}`);
        await expect(page.getByLabel("Password"), "the form is there again").toHaveValue("");
      }
      await expect(problem(page)).toContainText("Email or password is wrong.");
      const answer = await enter(person.password);
      await expect(problem(page)).toContainText("Too many tries.");
      await expect(problem(page)).toContainText(/Try again in 1[45] minutes/);
      expect(answer.status()).toBe(429);
      expect(Number(answer.headers()["retry-after"])).toBeGreaterThan(800);
    });
  });
}

test("by keyboard alone: signing up, reading what was wrong, and signing the other devices out", async ({
  page,
}) => {
  const person = { email: `${randomUUID()}@example.com`, password: "a long walk in the rain" };
  const press = (key: string) => page.keyboard.press(key);
  /** Presses Tab until this element has the focus, as a person does who sees where it is. */
  const tabTo = async (name: string) => {
    const focused = () =>
      page.evaluate(() => {
        const element = document.activeElement;
        const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
        return (labels[0]?.textContent || element?.textContent || "").trim();
      });
    for (let steps = 0; steps < 40; steps += 1) {
      if ((await focused()) === name) return;
      await press("Tab");
    }
    throw new Error(`${name} can't be reached by the Tab key.`);
  };

  await page.goto("/sign-up");
  await press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await tabTo("Name");
  await page.keyboard.type("Ada Lovelace");
  await press("Tab");
  await page.keyboard.type(person.email);
  await press("Tab");
  await page.keyboard.type("short");
  await press("Enter");
  await expect(problem(page), "the reason has the focus, so it is read out").toBeFocused();
  await expect(page.getByLabel("Password")).toHaveAttribute("aria-describedby", /\bproblem\b/);
  await tabTo("Password");
  await page.keyboard.type(person.password);
  await press("Enter");
  await expect(page.getByRole("heading", { name: "Ada Lovelace" })).toBeVisible();

  const phone = await page.context().browser()?.newContext();
  await signInByApi(phone?.request ?? page.request, person);
  await page.reload();
  await tabTo("Sign out all others");
  await press("Enter");
  await expect(page.getByRole("heading", { name: "Sign out all others?" })).toBeVisible();
  await tabTo("Sign out the others");
  await press("Enter");
  await expect(page.getByTestId("done")).toContainText("1 device was signed out.");
  if (phone) await closeContext(phone);
});
