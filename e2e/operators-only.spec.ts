import { signInAs } from "./fixtures/person.ts";
import { operator } from "./fixtures/site.ts";
import { expect, test } from "./fixtures/test.ts";

test("the cluster page sends nobody to the sign-in, answers a user with 403, and shows itself to an operator", async ({
  page,
  person,
}) => {
  await page.goto("/cluster");
  await expect(page).toHaveURL("/login?next=%2Fcluster");

  await signInAs(page, person);
  expect((await page.goto("/cluster"))?.status()).toBe(403);
  await expect(page.getByRole("heading", { name: "Operators only" })).toBeVisible();
  await expect(page.getByTestId("cluster")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Cluster" })).toHaveCount(0);

  await page.context().clearCookies();
  await signInAs(page, operator);
  await page.getByRole("link", { name: "Cluster" }).click();
  await expect(page.getByTestId("cluster")).toContainText("answers in");
});
