/*
 * Section: Pages and lessons
 * Promise: The live page's status line, drawing and log never contradict each other for more than
 *   1 s, whatever part is killed, frozen or replaced.
 */
import type { Page } from "@playwright/test";
import { aboutProcesses, inContainers } from "../fixtures/containers.ts";
import { primaryName, settled } from "../fixtures/redis.ts";
import { lasting, type Sample, samplesOf, startSampling } from "../fixtures/samples.ts";
import { signInByApi } from "../fixtures/site.ts";
import { expect, test } from "../fixtures/test.ts";

test.skip(inContainers, aboutProcesses);
// A broken part comes back by itself after 20 s.
test.setTimeout(180_000);

const longest = 1000;
const returnsAfter = 20;

const press = (page: Page, label: string) => page.getByRole("button", { name: label, exact: true }).click();
const drawn = (page: Page, part: string) =>
  page.getByTestId("topology").locator(`[data-part="${part}"]:visible`);
const lineOf = (page: Page, kind: string, part: string) =>
  page.getByTestId("events").locator(`[data-event="${kind}"][data-part="${part}"]`).first();
const isDrawn = (page: Page, part: string, state: string) =>
  expect(drawn(page, part), `${part} is drawn ${state}`).toHaveAttribute("data-state", state, {
    timeout: 40_000,
  });

/** Opens the page as a signed-in person, and returns the node that streams its log. */
async function open(page: Page): Promise<string> {
  await settled();
  await signInByApi(page.request);
  await page.goto("/");
  const footer = page.getByText(/app-[abc] streams this log/);
  await expect(footer).toBeVisible();
  await expect(page.getByTestId("status")).toHaveText("The nodes take turns answering you.", {
    timeout: 30_000,
  });
  await startSampling(page);
  return /app-[abc]/.exec((await footer.textContent()) ?? "")?.[0] ?? "";
}

/** Goes on until the fault is over on the page, and a moment longer. */
async function close(page: Page): Promise<Sample[]> {
  await expect(page.getByTestId("status")).toHaveText("The nodes take turns answering you.", {
    timeout: 40_000,
  });
  // Contradictions that began just before this would then last long enough to count.
  const end = (await page.evaluate(() => performance.now())) + 2 * longest;
  await page.waitForFunction((until) => performance.now() > until, end);
  const samples = await samplesOf(page);
  expect(samples.length, "the page was looked at often enough").toBeGreaterThan(40);
  expect(lasting(samples, longest)).toEqual([]);
  return samples;
}

for (const verb of ["Kill", "Freeze"]) {
  test(`${verb.toLowerCase()} the node that streams the log: status line, drawing and log tell the same`, async ({
    page,
  }) => {
    const node = await open(page);
    await press(page, `${verb} ${node}`);
    const hint = page.getByText(`Asked: npm run stack -- ${verb.toLowerCase()} ${node}`);
    await isDrawn(page, node, "silent");
    await expect(page.getByTestId("status")).toContainText(`${node} is silent`);
    await expect(lineOf(page, "node-silent", node)).toContainText("none failed, and the slowest took");
    await expect(hint, "the answer to the press goes away").toHaveCount(0, { timeout: 11_000 });
    await isDrawn(page, node, "up");
    await close(page);
  });

  test(`${verb.toLowerCase()} the primary: the page shows how writes wait and replicas answer reads, and then who is primary`, async ({
    page,
  }) => {
    await open(page);
    const lost = await primaryName();
    await press(page, `${verb} ${lost}`);
    await isDrawn(page, lost, "down");
    await expect(page.getByTestId("status")).toContainText(`${lost}, the primary, is silent: writes wait`);
    await expect(drawn(page, lost)).toContainText("silent: writes wait");
    await expect(lineOf(page, "now", lost)).toContainText("the replicas answer reads");
    const news = page.getByTestId("events").locator('[data-event="primary"]').first();
    await expect(news).toContainText(`in place of ${lost}. Writes waited`, { timeout: 20_000 });
    await expect(news).toContainText("none failed, and the slowest took");
    await expect(drawn(page, lost)).toHaveAttribute("data-role", "replica");
    await expect(lineOf(page, "part-up", lost)).toBeVisible({ timeout: 40_000 });
    const told = Number(/after (\d+) s/.exec((await lineOf(page, "part-up", lost).textContent()) ?? "")?.[1]);
    expect(told, "it is said how long it was away").toBeGreaterThan(returnsAfter - 3);
    const samples = await close(page);
    // The log must say as long as the drawing does. A node that thaws takes itself for the primary
    // until a Sentinel, which asks every 10 s, corrects it.
    const away = samples.filter(({ parts }) => parts[lost]?.state === "down").map(({ at }) => at);
    const drawnAway = ((away.at(-1) ?? 0) - (away[0] ?? 0)) / 1000;
    expect(told, `it was drawn away for ${drawnAway} s`).toBeGreaterThan(drawnAway - 2);
    expect(told, `it was drawn away for ${drawnAway} s`).toBeLessThan(drawnAway + 4);
    const asked = new Set(
      samples
        .filter(({ parts }) => parts[lost]?.role === "primary" && parts[lost]?.state === "down")
        .flatMap((sample) => sample.asked),
    );
    expect([...asked].sort(), "reads are drawn into the replicas").toEqual(
      ["redis-1", "redis-2", "redis-3"].filter((name) => name !== lost),
    );
  });
}

test("a planned failover: status line, drawing and log tell the same", async ({ page }) => {
  await open(page);
  const before = await primaryName();
  await press(page, "Fail over");
  await expect.poll(() => drawn(page, before).getAttribute("data-role"), { timeout: 30_000 }).toBe("replica");
  await expect(page.getByTestId("events")).toContainText(`in place of ${before}`);
  await close(page);
});
