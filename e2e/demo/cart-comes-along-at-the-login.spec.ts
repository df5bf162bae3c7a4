/*
 * Section: Sessions
 * Promise: What a visitor keeps before the login survives a killed node and a lost Redis primary,
 *   and comes along at the login; the guest's cookie leads to nothing afterwards.
 * Control: `lib/session/guests/memory.test.ts`: guests without limits push logins out. The lesson
 *   `/lessons/a-cart-before-the-login` keeps a cart in a node's memory as well, which is in pieces.
 */
import { randomUUID } from "node:crypto";
import type { APIRequestContext, BrowserContext } from "@playwright/test";
import { aboutProcesses, inContainers } from "../fixtures/containers.ts";
import { anotherPrimary, primaryName, settled } from "../fixtures/redis.ts";
import { servedBy, signIn } from "../fixtures/site.ts";
import { redisNames, stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const lesson = "/lessons/a-cart-before-the-login";
const cartPath = `/api/lessons/cart?visitor=${randomUUID()}`;
const sameOrigin = { "sec-fetch-site": "same-origin" };

const put = (request: APIRequestContext, good: string) =>
  request.post(cartPath, { data: { good }, headers: sameOrigin, timeout: 30_000 });

const cartOf = async (request: APIRequestContext) =>
  (await request.get(cartPath, { headers: sameOrigin, timeout: 30_000 })).json();

const guestCookie = async (context: BrowserContext) =>
  (await context.cookies()).find(({ name }) => name === "unstuck-guest");

test("a cart survives a killed node and a lost primary, the login takes it over, and its cookie leads to nothing afterwards", async ({
  page,
  context,
  playwright,
  baseURL,
}) => {
  test.skip(inContainers, aboutProcesses);
  test.setTimeout(120_000);
  await settled();
  expect(await cartOf(page.request)).toMatchObject({ whose: "none", cart: [] });
  expect(await guestCookie(context), "a read begins no guest").toBeUndefined();

  const first = await put(page.request, "tea");
  expect(first.status()).toBe(200);
  const planted = await guestCookie(context);
  expect(planted).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  await stack.kill(servedBy(first));
  const lost = await primaryName();
  await stack.kill(lost);
  await anotherPrimary(lost);
  expect((await put(page.request, "cups")).status()).toBe(200);
  expect(await cartOf(page.request)).toMatchObject({ whose: "guest", cart: ["tea", "cups"] });

  await page.goto(lesson);
  await signIn(page);
  await page.goto(lesson);
  await expect(page.getByTestId("cart")).toContainText("cart has tea, cups");
  expect(await guestCookie(context), "the login's answer takes the guest's cookie away").toBeUndefined();

  // This is an attacker who planted the guest's cookie, or has a copy of it.
  const stranger = await playwright.request.newContext({
    ...(baseURL ? { baseURL } : {}),
    extraHTTPHeaders: { Cookie: `unstuck-guest=${planted?.value}; unstuck=${planted?.value}` },
  });
  await expect
    .poll(() => cartOf(stranger), { message: "the guest has ended" })
    .toMatchObject({ whose: "none", cart: [] });
  expect(await (await stranger.get("/api/whoami")).text()).not.toContain('"email"');
  await stranger.dispose();
});

test("a sign-out of a guest ends it, and without Redis the answer is 503 and the cookie stays", async ({
  page,
  context,
}) => {
  test.skip(inContainers, aboutProcesses);
  test.setTimeout(120_000);
  expect((await put(page.request, "milk")).status()).toBe(200);
  const kept = await guestCookie(context);
  for (const name of redisNames) await stack.freeze(name);
  const away = await page.request.get(cartPath, { headers: sameOrigin, timeout: 30_000 });
  for (const name of redisNames) await stack.thaw(name);
  expect(away.status()).toBe(503);
  expect(away.headers()["retry-after"]).toBeDefined();
  expect(await guestCookie(context)).toEqual(kept);
  await expect
    .poll(() => cartOf(page.request), { message: "the guest is as before", timeout: 30_000 })
    .toMatchObject({ whose: "guest", cart: ["milk"] });

  expect((await page.request.delete(cartPath, { headers: sameOrigin })).status()).toBe(200);
  expect(await guestCookie(context)).toBeUndefined();
  const copy = { Cookie: `unstuck-guest=${kept?.value}`, ...sameOrigin };
  expect(await (await page.request.get(cartPath, { headers: copy })).json()).toMatchObject({ whose: "none" });
});

test("the lesson: the store has the whole cart on every node, and a node's memory a part of it", async ({
  page,
}) => {
  await page.goto(lesson);
  await page.getByRole("button", { name: "Fill a cart", exact: true }).click();
  await expect(page.getByTestId("finding")).toHaveText("The whole cart is there, in your guest session.", {
    timeout: 20_000,
  });
  await expect(page.getByText("the whole cart 6 of 6 times")).toBeVisible();
  await expect(page.getByText(/the whole cart 0 of 6 times, else a part of it or nothing/)).toBeVisible();
});
