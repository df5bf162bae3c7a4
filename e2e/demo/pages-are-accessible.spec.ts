/*
 * Section: Pages and lessons
 * Promise: The accessibility checker axe finds nothing on any page, light and dark; the live page
 *   works by keyboard and without motion.
 * Control: axe reports an image without a name and gray on gray.
 */
import { lessons } from "../../app/(demo)/lessons/lessons.ts";
import { axeFindings } from "../fixtures/axe.ts";
import { onCluster } from "../fixtures/redis-nodes.ts";
import { operator, signInByApi } from "../fixtures/site.ts";
import { stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const open = [
  "/",
  "/login",
  "/sign-up",
  "/reset-password",
  "/reset-password?sent=1",
  "/reset-password/new",
  "/reset-password/new#id.code",
  "/reset-password/done?ended=1",
  "/verify-email",
  "/outbox",
  "/lessons",
  "/no-such-page",
  "/shared-cache",
  "/proof",
  ...lessons.map(({ slug }) => `/lessons/${slug}`),
];
const signedIn = [
  "/",
  "/account",
  "/account/password",
  "/account/end-sessions?which=all",
  "/verify-email",
  "/console",
];

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`axe finds nothing on any page, ${colorScheme}`, async ({ page }) => {
      test.setTimeout(180_000);
      for (const path of open) {
        await page.goto(path);
        expect(await axeFindings(page), path).toEqual([]);
      }
      await signInByApi(page.request, operator);
      for (const path of signedIn) {
        await page.goto(path);
        expect(await axeFindings(page), `${path}, signed in`).toEqual([]);
      }
    });

    test(`axe finds nothing on the live page while a node is dead and after an experiment, ${colorScheme}`, async ({
      page,
    }) => {
      await page.goto("/lessons/what-the-cookie-holds");
      await page.getByRole("button", { name: "Become an operator" }).click();
      await expect(page.getByTestId("finding")).toContainText("made you an operator");
      expect(await axeFindings(page)).toEqual([]);
      await page.goto("/");
      await stack.kill("app-b");
      await expect(page.getByTestId("events")).toContainText("app-b has said nothing", { timeout: 10_000 });
      expect(await axeFindings(page)).toEqual([]);
    });
  });
}

test("axe would find something: an image without a name and gray on gray are reported", async ({ page }) => {
  // The content goes into the site's own page, in place of the page's content: React would take out
  // elements that it didn't put there.
  await page.goto("/lessons");
  await page.setContent('<img src="/icon.svg"><p style="color:#888;background:#999">gray on gray</p>');
  const rules = (await axeFindings(page)).map((finding) => finding.split(":")[0]);
  expect(rules).toContain("image-alt");
  expect(rules).toContain("color-contrast");
});

test("the live page works by keyboard alone: sign in, break a node, pause", async ({ page }) => {
  await page.goto("/");
  const reach = async (name: string) => {
    for (let steps = 0; steps < 60; steps += 1) {
      await page.keyboard.press("Tab");
      const focused = page.locator(":focus");
      const label = (await focused.getAttribute("aria-label")) ?? (await focused.textContent());
      if (label?.trim() !== name) continue;
      const outline = await focused.evaluate((element) => getComputedStyle(element).outlineStyle);
      expect(outline, `the focus on "${name}" is seen`).toBe("solid");
      return;
    }
    throw new Error(`"${name}" can't be reached with Tab.`);
  };
  await reach("Skip to the content");
  await reach("Sign in as demo user");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Your login" })).toContainText("Demo User");
  await reach("Pause");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Paused. Nothing is sent until you resume.")).toBeVisible();
  await page.keyboard.press("Enter");
  // The stack's own Redis has Sentinels, which can be asked for a failover. A Cluster has none.
  await reach(onCluster ? "Freeze app-c" : "Fail over");
});

test("nothing moves for who wants less motion", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("/");
  await expect(page.getByTestId("strip").locator("[data-node]").nth(2)).toBeVisible();
  const moving = await page.evaluate(() => document.getAnimations().length);
  expect(moving).toBe(0);
});
