/*
 * Section: Signing in
 * Promise: A person who opens a service on a port that `RETURN_ORIGINS` names signs in and is back
 *   there, through either door and without script.
 * Control: A port that is not named leads to the account page.
 */
import type { Page } from "@playwright/test";
import { freePorts } from "../lib/session/testing/free-ports.ts";
import { openSecondSite } from "../stack/site.ts";
import { partsOf } from "../stack/topology.ts";
import { Colleague } from "./fixtures/colleague.ts";
import { inContainers } from "./fixtures/containers.ts";
import { Echo } from "./fixtures/echo.ts";
import { Gateway } from "./fixtures/gateway.ts";
import { signUpAs } from "./fixtures/person.ts";
import { onCluster } from "./fixtures/redis-nodes.ts";
import { expect, test } from "./fixtures/test.ts";

test.skip(inContainers, "from a container, this machine's loopback is out of reach");
test.skip(onCluster, "there this second site has the first one's Redis");

const port = await freePorts(1);
const service = `http://localhost:${port}`;
const own = openSecondSite("ports", { RETURN_ORIGINS: service });
test.use({ baseURL: own.siteUrl });

const person = { email: "ada@example.com", password: "a long walk in the rain" };
const address = `${service}/reports?of=today`;
const signIn = `/login?next=${encodeURIComponent(address)}`;

let echo: Echo;
let caddy: Gateway;
test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  await own.remove();
  await own.stack.up();
  echo = await Echo.start();
  const nodes = partsOf(own.stack.parts, "app").map((part) => `127.0.0.1:${part.port}`);
  caddy = await Gateway.caddy(nodes, echo.address, port);
  const page = await browser.newPage({ baseURL: own.siteUrl });
  await signUpAs(page, person);
  await expect(page.getByTestId("session-id")).toBeVisible();
  await page.close();
});
test.afterAll(async () => {
  await caddy?.stop();
  echo?.close();
  await own.remove();
});

async function signInWithPassword(page: Page): Promise<void> {
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

for (const javaScriptEnabled of [true, false]) {
  test(`a person who opens the service signs in and is back there, ${javaScriptEnabled ? "with" : "without"} script`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ baseURL: own.siteUrl, javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(address);
    await expect(page).toHaveURL(signIn);
    await signInWithPassword(page);
    await page.waitForURL(address);
    await expect(page.locator("body")).toContainText(person.email);
    await context.close();
  });
}

test("the company's door leads back to the service as well", async ({ page }) => {
  const colleague = await Colleague.hire({}, own);
  await page.goto(address);
  await page.getByRole("button", { name: "Continue with company single sign-on" }).click();
  await page.getByRole("button", { name: `Continue as ${colleague.email}` }).click();
  await page.waitForURL(address);
  await expect(page.locator("body")).toContainText(colleague.email);
  await colleague.leave();
});

test("a port that isn't named is no way back: the sign-in leads to the account (the control)", async ({
  page,
}) => {
  await page.goto(signIn.replace(String(port), String(port + 1)));
  await signInWithPassword(page);
  await expect(page).toHaveURL("/account");
});
