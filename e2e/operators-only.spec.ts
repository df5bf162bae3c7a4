/*
 * Section: Operating
 * Promise: The console answers 403 to a signed-in person who is no operator.
 * Control: An operator sees the same page.
 */
import { signInAs } from "./fixtures/person.ts";
import { operator } from "./fixtures/site.ts";
import { expect, test } from "./fixtures/test.ts";

test("the console asks for a sign-in, answers a user with 403, and shows itself to an operator", async ({
  page,
  person,
}) => {
  await page.goto("/console");
  await expect(page).toHaveURL("/login?next=%2Fconsole");

  await signInAs(page, person);
  expect((await page.goto("/console"))?.status()).toBe(403);
  await expect(page.getByRole("heading", { name: "Operators only" })).toBeVisible();
  await expect(page.getByTestId("cluster")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Console" })).toHaveCount(0);

  await page.context().clearCookies();
  await signInAs(page, operator);
  await page.getByRole("link", { name: "Console" }).click();
  await expect(page.getByTestId("cluster")).toContainText("answers in");
});
