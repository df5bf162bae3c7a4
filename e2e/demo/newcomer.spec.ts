/*
 * Section: Pages and lessons
 * Promise: A newcomer signs in with one click, kills the serving node and stays signed in, within
 *   30 s.
 */
import { aboutProcesses, inContainers } from "../fixtures/containers.ts";
import { expect, test } from "../fixtures/test.ts";

test.skip(inContainers, aboutProcesses);

/** Milliseconds for which a newcomer has patience. */
const patience = 20_000;

for (const [screen, viewport] of [
  ["a laptop", { width: 1280, height: 800 }],
  ["a phone", { width: 390, height: 844 }],
] as const) {
  test.describe(`on ${screen}`, () => {
    test.use({ viewport });

    test("a newcomer sees the nodes alternate, signs in by one click, kills the serving node and stays signed in, in 20 s, without scrolling and without a reload", async ({
      page,
    }) => {
      const began = performance.now();
      let loads = 0;
      page.on("load", () => {
        loads += 1;
      });
      await page.goto("/");
      const guide = page.getByRole("region", { name: "Kill the node that serves you" });
      const step = (number: number) => guide.getByRole("listitem").nth(number - 1);
      const drawing = page.getByTestId("topology");
      const signIn = guide.getByRole("button", { name: "Sign in as demo user" });
      const kill = guide.getByRole("button", { name: "Kill it" });
      for (const [what, seen] of Object.entries({ drawing, signIn, kill })) {
        const box = await seen.boundingBox();
        const bottom = (box?.y ?? Number.POSITIVE_INFINITY) + (box?.height ?? 0);
        expect(bottom, `${what} is above the fold`).toBeLessThanOrEqual(viewport.height);
      }
      await expect(step(1)).toHaveAttribute("data-done", "true", { timeout: 10_000 });
      await signIn.click();
      await expect(step(2)).toHaveAttribute("data-done", "true");
      await expect(step(3)).toHaveAttribute("data-done", "false");

      await kill.click();
      await expect(step(3)).toContainText("is gone, and you are still signed in", { timeout: 10_000 });
      const killed = /app-[abc]/.exec((await step(3).textContent()) ?? "")?.[0] ?? "";
      const drawn = drawing.locator(`[data-part="${killed}"]:visible`);
      await expect(drawn, `${killed} goes grey`).toHaveAttribute("data-state", "silent", { timeout: 10_000 });
      await expect(page.getByTestId("events")).toContainText(`${killed} has said nothing for 3 s`);

      const card = page.getByRole("region", { name: "Your login" });
      await expect(card).toContainText("Demo User");
      await expect(card.getByTestId("lost")).toHaveText("0");
      expect(loads, "the page was never reloaded").toBe(1);
      expect(await page.evaluate(() => scrollY), "nobody scrolled").toBe(0);
      const took = performance.now() - began;
      console.log(`  the newcomer's path took ${(took / 1000).toFixed(1)} s`);
      expect(took).toBeLessThan(patience);
      await expect(drawn, "it comes back by itself").toHaveAttribute("data-state", "up", {
        timeout: 30_000,
      });
    });
  });
}

test("the guide can be closed for good, and the card below then offers to sign in", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Close the guide" }).click();
  await expect(page.getByTestId("guide")).toHaveCount(0);
  const card = page.getByRole("region", { name: "Your login" });
  await expect(card.getByRole("button", { name: "Sign in as demo user" })).toBeVisible();
  await page.reload();
  await expect(card.getByRole("button", { name: "Sign in as demo user" })).toBeVisible();
  await expect(page.getByTestId("guide")).toHaveCount(0);
});

test("the log says what a killed node meant for this tab: nginx retried its requests", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Kill app-b" }).click();
  const log = page.getByTestId("events");
  await expect(log).toContainText("npm run stack -- kill app-b");
  await expect(log.locator('[data-event="node-silent"]').first()).toContainText(
    /nginx retried \d+ requests? of this tab on another node; none failed/,
    {
      timeout: 10_000,
    },
  );
});
