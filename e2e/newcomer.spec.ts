import { aboutProcesses, inContainers } from "./fixtures/containers.ts";
import { expect, test } from "./fixtures/test.ts";

test.skip(inContainers, aboutProcesses);

/** What a newcomer has patience for. */
const patience = 30_000;

test("a newcomer sees the nodes alternate, signs in by one click, kills the serving node from the page and stays signed in, in 30 s and without a reload", async ({
  page,
}) => {
  const began = performance.now();
  let loads = 0;
  page.on("load", () => {
    loads += 1;
  });
  await page.goto("/");
  const strip = page.getByTestId("strip");
  await expect(async () => {
    const letters = await strip.locator("[data-node]").allTextContents();
    expect(new Set(letters).size, `the strip alternates: ${letters.join("")}`).toBe(3);
  }).toPass({ timeout: 10_000 });

  await page.getByRole("button", { name: "Sign in as demo user" }).click();
  const card = page.getByRole("region", { name: "Your login" });
  await expect(card).toContainText("Demo User");

  const serving = (await strip.locator("[data-newest]").getAttribute("data-node")) ?? "";
  expect(serving).toMatch(/^app-[abc]$/);
  await page.getByRole("button", { name: `Kill ${serving}` }).click();
  const drawn = page.getByTestId("topology").locator(`[data-part="${serving}"]:visible`);
  await expect(drawn, `${serving} goes grey`).toHaveAttribute("data-state", "silent", { timeout: 10_000 });
  await expect(page.getByTestId("events")).toContainText(`${serving} has said nothing for 3 s`);

  await expect(card).toContainText("Demo User");
  await expect(card.getByTestId("lost")).toHaveText("0");
  expect(loads, "the page was never reloaded").toBe(1);
  const took = performance.now() - began;
  console.log(`  the newcomer's path took ${(took / 1000).toFixed(1)} s`);
  expect(took).toBeLessThan(patience);
  await expect(drawn, "it comes back by itself").toHaveAttribute("data-state", "up", { timeout: 30_000 });
});

test("the page says for whom a killed node went unnoticed: nginx passed its requests on", async ({
  page,
}) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Kill app-b" }).click();
  const log = page.getByTestId("events");
  await expect(log).toContainText("npm run stack -- kill app-b");
  await expect(log.locator('[data-event="node-silent"]').first()).toContainText(
    /nginx passed \d+ requests? .* none failed/,
    {
      timeout: 10_000,
    },
  );
});
