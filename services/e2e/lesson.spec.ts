import { signInAs } from "../../e2e/fixtures/person.ts";
import { expect, test } from "../../e2e/fixtures/test.ts";

test("the lesson: four services greet by name, the cart is one, and a sign-out in Django is one for all four", async ({
  page,
  person,
}) => {
  await signInAs(page, person);
  await page.goto("/lessons/one-login-four-languages");
  const finding = page.getByTestId("finding");
  await page.getByRole("button", { name: "Ask all four" }).click();
  await expect(finding).toHaveText(
    "All four greet you by name. Django put tea into your cart, and Spring Boot shows it.",
    { timeout: 20_000 },
  );
  for (const door of ["app", "express", "django", "spring"])
    await expect(page.locator(`[data-door=${door}]`)).toContainText("Hello, Ada Lovelace.");
  await page.getByRole("button", { name: "Sign out in Django" }).click();
  await expect(finding).toHaveText("You signed out in Django, and all four refused the next request.", {
    timeout: 20_000,
  });
  await expect(page).toHaveURL("/lessons/one-login-four-languages");
});
