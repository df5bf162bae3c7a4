/*
 * Section: Sessions
 * Promise: A revoked device sees its open page signed out within 2 s, and is anonymous on every
 *   node.
 * Control: Without its event stream the device is signed out only at its next request.
 */
import type { Browser, Page } from "@playwright/test";
import { closeContext } from "./fixtures/close-context.ts";
import { cookieOf, knownBy, newPerson, type Person, signInAs } from "./fixtures/person.ts";
import { OneMoreNode } from "./fixtures/sessions.ts";
import { nodeNames } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

let node: OneMoreNode;
test.beforeAll(async () => {
  node = await OneMoreNode.join();
});
test.afterAll(() => node.close());

/** A device of its own, with an open page whose event stream is up. */
async function openDevice(browser: Browser, person: Person) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const streaming = page.waitForResponse((response) => response.url().endsWith("/api/events"));
  await signInAs(page, person);
  const streamedBy = (await streaming).headers()["x-served-by"] ?? "nobody";
  return { context, page, streamedBy, cookie: await cookieOf(page) };
}

/** Signs the other device out on the account page, and returns the node that did it. */
async function signOutOther(page: Page): Promise<string> {
  await page.goto("/account");
  await page
    .getByTestId("devices")
    .getByRole("link", { name: /^Sign out/ })
    .click();
  await expect(page.getByRole("heading", { name: "Sign this device out?" })).toBeVisible();
  const sent = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Sign it out" }).click();
  const answer = await sent;
  await expect(page.getByTestId("done")).toContainText("1 device was signed out.");
  return answer.headers()["x-served-by"] ?? "nobody";
}

test("a device revoked on one node sees its open page signed out within 2 s on another, and is anonymous on every node", async ({
  page,
  browser,
}) => {
  const person = await newPerson(node);
  await signInAs(page, person);
  const pairs = new Set<string>();
  for (let round = 0; round < 8 && pairs.size === 0; round += 1) {
    const device = await openDevice(browser, person);
    expect(await knownBy(device.cookie)).toEqual(nodeNames.map(() => person.email));
    const revokedBy = await signOutOther(page);
    await expect(device.page, "the open page leaves by itself").toHaveURL(/\/login\?ended=elsewhere$/, {
      timeout: 2000,
    });
    await expect(device.page.getByTestId("ended")).toContainText("You were signed out on another device.");
    expect(await knownBy(device.cookie)).toEqual([null, null, null]);
    if (device.streamedBy !== revokedBy) pairs.add(`${revokedBy} to ${device.streamedBy}`);
    await closeContext(device.context);
  }
  expect(pairs.size, "at least once the revoking node wasn't the streaming one").toBeGreaterThan(0);
  expect((await page.goto("/account"))?.status()).toBe(200);
});

test("without its events, the revoked device is out at its next request", async ({ page, browser }) => {
  const person = await newPerson(node);
  await signInAs(page, person);
  const context = await browser.newContext();
  await context.route("**/api/events", (route) => route.abort());
  const deaf = await context.newPage();
  await signInAs(deaf, person);
  const cookie = await cookieOf(deaf);
  await signOutOther(page);
  expect(new URL(deaf.url()).pathname, "nothing told this page").toBe("/account");
  expect(await knownBy(cookie)).toEqual([null, null, null]);
  await deaf.reload();
  await expect(deaf).toHaveURL(/\/login/);
  await closeContext(context);
});

test("an event stream opened with a dead cookie says so at once", async ({
  page,
  browser,
  playwright,
  baseURL,
}) => {
  const person = await newPerson(node);
  await signInAs(page, person);
  const device = await openDevice(browser, person);
  await device.page.goto("about:blank");
  await signOutOther(page);
  const dead = await playwright.request.newContext({
    ...(baseURL === undefined ? {} : { baseURL }),
    extraHTTPHeaders: { cookie: `unstuck=${device.cookie}` },
  });
  // The stream must end by itself, or this would wait for ever.
  expect(await (await dead.get("/api/events", { timeout: 5000 })).text()).toContain("event: ended");
  await dead.dispose();
  await closeContext(device.context);
});

test("signing out all others leaves this device, and signing out everywhere none", async ({
  page,
  browser,
}) => {
  // The test looks at four browsers through three nodes each.
  test.setTimeout(120_000);
  const person = await newPerson(node);
  await signInAs(page, person);
  const devices = [await openDevice(browser, person), await openDevice(browser, person)];
  await page.goto("/account");
  await page.getByRole("link", { name: "Sign out all others" }).click();
  await page.getByRole("button", { name: "Sign out the others" }).click();
  await expect(page.getByTestId("done")).toContainText("2 devices were signed out.");
  for (const { page: open, cookie } of devices) {
    await expect(open).toHaveURL(/ended=elsewhere/, { timeout: 2000 });
    expect(await knownBy(cookie)).toEqual([null, null, null]);
  }
  const own = await cookieOf(page);
  expect(await knownBy(own)).toEqual(nodeNames.map(() => person.email));

  const again = await openDevice(browser, person);
  await page.goto("/account");
  await page.getByRole("link", { name: "Sign out everywhere" }).click();
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page).toHaveURL(/\/login\?ended=everywhere$/);
  await expect(again.page).toHaveURL(/ended=elsewhere/, { timeout: 2000 });
  for (const cookie of [own, again.cookie]) expect(await knownBy(cookie)).toEqual([null, null, null]);
  expect((await page.context().cookies()).map(({ name }) => name)).not.toContain("unstuck");
  for (const { context } of [...devices, again]) await closeContext(context);
});

test("of fourteen devices ten are shown one by one and the older ones by their name; one of those is signed out too", async ({
  page,
}) => {
  const person = await newPerson(node);
  const user = await node.users.findByEmail(person.email);
  const elsewhere = () =>
    node.store.create({
      user: user?.id ?? "",
      data: { email: person.email, name: "Ada Lovelace", role: "user" },
      metadata: {
        createdBy: "e2e",
        signInMethod: "password",
        device: { browser: "Firefox", system: "Linux" },
      },
    });
  const oldest = await elsewhere();
  for (let nth = 0; nth < 12; nth += 1) await elsewhere();
  await signInAs(page, person);
  await page.goto("/account");
  const rows = page.getByTestId("devices").locator("[data-session]");
  await expect(rows).toHaveCount(14);
  await expect(rows.filter({ visible: true })).toHaveCount(10);
  await page.getByText("4 older: Firefox on Linux").click();
  await expect(rows.filter({ visible: true })).toHaveCount(14);
  await page
    .locator(`[data-session="${oldest.session.id}"]`)
    .getByRole("link", { name: /^Sign out/ })
    .click();
  await page.getByRole("button", { name: "Sign it out" }).click();
  await expect(page.getByTestId("done")).toContainText("1 device was signed out.");
  expect((await node.store.read(oldest.token)).status).toBe("none");
});
