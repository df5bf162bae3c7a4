import { randomUUID } from "node:crypto";
import { expect, test } from "@/e2e/fixtures/test.ts";

test("the login page has the site's name, leads to the sign-up, and who signs up there has an account", async ({
  page,
}) => {
  await page.goto("/login");
  await expect(page).toHaveTitle("Sign in · Unstuck");
  await expect(page.getByRole("banner").getByRole("link", { name: "Unstuck" })).toBeVisible();
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByLabel("Email").fill(`${randomUUID()}@example.com`);
  await page.getByLabel("Password").fill("a long walk in the rain");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Ada Lovelace" })).toBeVisible();
});
