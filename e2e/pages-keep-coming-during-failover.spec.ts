/*
 * Section: Redis
 * Promise: While there is no primary every page comes, and a login that was sent waits for one.
 * Control: With all of Redis gone the same form says that it cannot sign anyone in.
 */
import { visitAccount } from "./fixtures/account.ts";
import { closeContext } from "./fixtures/close-context.ts";
import { cookieOf, knownBy, signInAs } from "./fixtures/person.ts";
import { anotherPrimary, primaryName, settled } from "./fixtures/redis.ts";
import { nodeNames, redisNames, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test("while there is no primary every page comes signed in, and a login that is sent then waits and succeeds", async ({
  page,
  person,
  browser,
}) => {
  test.setTimeout(120_000);
  await settled();
  await signInAs(page, person);
  const newcomer = await (await browser.newContext()).newPage();
  await newcomer.goto("/login?next=/account");
  await newcomer.getByLabel("Email").fill(person.email);
  await newcomer.getByLabel("Password").fill(person.password);

  const lost = await primaryName();
  await stack.kill(lost);
  await newcomer.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(
    newcomer.getByRole("button", { name: "Signing in" }),
    "the form says that it waits",
  ).toBeVisible();
  let isOver = false;
  const elected = anotherPrimary(lost).finally(() => {
    isOver = true;
  });
  const cookie = await cookieOf(page);
  while (!isOver) {
    expect(await visitAccount(page)).toMatchObject({ status: "signed-in" });
    if (!isOver) expect(await knownBy(cookie), "on every node").toEqual(nodeNames.map(() => person.email));
  }
  await elected;
  await expect(newcomer, "the login that waited is done").toHaveURL(/\/account$/, { timeout: 10_000 });
  await expect(newcomer.getByTestId("session-id")).toBeVisible();
  await closeContext(newcomer.context());
});

test("with all of Redis gone the login form says so calmly and keeps what was typed, and then works", async ({
  page,
  person,
}) => {
  test.setTimeout(120_000);
  await page.goto("/login?next=/account");
  for (const name of redisNames) await stack.kill(name);
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  const notice = page.getByRole("alert").filter({ hasText: "Nobody can be signed in right now." });
  await expect(notice, "the page's own words, not an error page").toBeVisible({ timeout: 15_000 });
  await expect(notice).toContainText("Nothing was lost; try again in");
  await expect(page.getByLabel("Email")).toHaveValue(person.email);

  for (const name of redisNames) await stack.start(name);
  await expect(async () => {
    await page.getByLabel("Password").fill(person.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByTestId("session-id")).toBeVisible({ timeout: 12_000 });
  }, "the same form signs in once Redis is back").toPass({ timeout: 30_000 });
});
