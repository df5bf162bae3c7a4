/*
 * Section: Sessions
 * Promise: Each tab shows the person who is signed in to its browser, hidden or not.
 * Control: A tab that hears nothing from the others still shows the person before.
 */
import type { Page } from "@playwright/test";
import { cookieOf, knownBy, newPerson, type Person, signInAs } from "./fixtures/person.ts";
import { OneMoreNode } from "./fixtures/sessions.ts";
import { signInByApi, whoami } from "./fixtures/site.ts";
import { nodeNames } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

let node: OneMoreNode;
let ada: Person;
let grace: Person;
test.beforeAll(async () => {
  node = await OneMoreNode.join();
});
test.beforeEach(async () => {
  [ada, grace] = [await newPerson(node), await newPerson(node)];
});
test.afterAll(() => node.close());

/** Makes this tab deaf to messages from others, as if it were frozen. */
const makeDeaf = (page: Page) =>
  page.addInitScript(() => {
    window.BroadcastChannel = class extends EventTarget {
      postMessage() {}
      close() {}
    } as unknown as typeof BroadcastChannel;
  });

/** Hides the page, as a browser does with a tab that another one covers. */
const setHidden = (page: Page, hidden: boolean) =>
  page.evaluate((value) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);

const shows = async (page: Page, { email }: Person) => {
  await expect(page, "the page isn't sent away").toHaveURL(/\/account$/);
  await expect(page.locator("main")).toContainText(email);
};

test("a tab at the sign-in follows another tab that signs in", async ({ page, context }) => {
  const waiting = await context.newPage();
  await waiting.goto("/login?next=/account");
  await signInAs(page, ada);
  await shows(waiting, ada);
});

test("a tab stays signed in when another tab signs in after it, and shows the person of that tab", async ({
  page,
  context,
}) => {
  // Each round signs in twice.
  test.setTimeout(120_000);
  for (let round = 0; round < 3; round += 1) {
    const later = await context.newPage();
    await makeDeaf(later);
    await later.goto("/login?next=/account");
    await signInAs(page, ada);
    const before = await cookieOf(page);
    await later.getByLabel("Email").fill(grace.email);
    await later.getByLabel("Password").fill(grace.password);
    await later.getByRole("button", { name: "Sign in", exact: true }).click();
    await shows(later, grace);
    await shows(page, grace);
    expect(await knownBy(before), "the session before").toEqual(nodeNames.map(() => null));
    await later.close();
    await context.clearCookies();
  }
});

test("a tab that can't be seen shows the person who signed in meanwhile, at once or when it is seen again", async ({
  page,
  context,
}) => {
  const asleep = await context.newPage();
  await makeDeaf(asleep);
  await signInAs(page, ada);
  await asleep.goto("/account");
  const covered = await context.newPage();
  await covered.goto("/account");
  for (const tab of [asleep, covered]) await setHidden(tab, true);

  await page.goto("about:blank");
  await signInByApi(page.request, grace);
  await page.goto("/account");
  await shows(covered, grace);
  await expect(asleep.locator("main"), "the control: nothing told this one").toContainText(ada.email);
  await setHidden(asleep, false);
  await shows(asleep, grace);
});

test("a page that comes back from the browser's memory shows the person who signed in meanwhile", async ({
  page,
}) => {
  await signInAs(page, ada);
  await page.getByRole("link", { name: "Change password" }).click();
  await expect(page).toHaveURL(/\/account\/password$/);
  await signInByApi(page.request, grace);
  await page.goBack();
  await shows(page, grace);
});

test("a tab whose person signs out in another leaves, and is told of no other device", async ({
  page,
  context,
}) => {
  await signInAs(page, ada);
  const other = await context.newPage();
  await other.goto("/account");
  await setHidden(other, true);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/$/);
  await expect(other).toHaveURL(/\/login$/);
});

test("a sign-in by form whose answer is lost leaves the browser signed in as before", async ({
  page,
  context,
}) => {
  await signInAs(page, ada);
  const before = await cookieOf(page);
  await page.goto("about:blank");
  // This tab still shows the sign-in, and another tab has signed in since.
  await context.clearCookies();
  const form = await context.newPage();
  await form.goto("/login");
  await context.addCookies([{ name: "unstuck", value: before, url: form.url() }]);
  await loseAnswers(form);
  await form.getByLabel("Email").fill(grace.email);
  await form.getByLabel("Password").fill(grace.password);
  await form.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect.poll(() => lost(form), "the sign-in was answered, and nobody heard it").toBe(1);
  expect(await knownBy(before)).toEqual(nodeNames.map(() => ada.email));
  expect((await whoami(page.request)).session).not.toBeNull();
});

test("a new token by form whose answer is lost doesn't count as shown", async ({ page }) => {
  await signInAs(page, ada);
  await page.goto("/account/password");
  await loseAnswers(page);
  await page.getByLabel("Present password").fill(ada.password);
  await page.getByLabel("New password").fill("another long walk in the rain");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect.poll(() => lost(page), "the change was answered, and nobody heard it").toBe(1);
  // The site gives the same next token again. A 409 would say that some request has shown it.
  expect((await page.request.post("/api/session/rotate")).status()).toBe(204);
});

const losses = new WeakMap<Page, number>();
const lost = (page: Page) => losses.get(page) ?? 0;

/** From now on the site carries out this page's forms, and its answers get lost. */
async function loseAnswers(page: Page): Promise<void> {
  await page.route(
    () => true,
    async (route) => {
      const request = route.request();
      if (request.method() !== "POST") return route.fallback();
      // These are the headers that the browser would send. The page doesn't know those that the
      // browser adds last, and the browser's cookie jar must not see the answer.
      const cookies = await page.context().cookies(request.url());
      const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
      const { status } = await fetch(request.url(), {
        method: "POST",
        headers: { ...request.headers(), cookie, origin: new URL(request.url()).origin },
        body: request.postDataBuffer() as BodyInit,
        redirect: "manual",
      });
      if (status < 400) losses.set(page, lost(page) + 1);
      await route.abort();
    },
  );
}
