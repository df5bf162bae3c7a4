/**
 * Records the moving picture at the top of the README from the running stack: the live page, a
 * sign-in by one click, the serving node killed, and the login that stays. Run it by hand: `npm
 * start` in one terminal, `npm run record` in another. It takes half a minute.
 */
import { stat } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { readSettings, root } from "../../stack/settings.ts";
import { openBrowser } from "../fixtures/browser.ts";

const file = path.join(root, "docs/live.webp");
const size = { width: 1280, height: 1060 };
/** The width at which a README is shown. */
const shownWidth = 960;
const every = 200;

const browser = await openBrowser();
const page = await browser.newPage({ baseURL: readSettings().siteUrl, viewport: size, colorScheme: "light" });
const frames: { png: Buffer; at: number }[] = [];
let recording = true;

async function record(): Promise<void> {
  while (recording) {
    const at = performance.now();
    frames.push({ png: await page.screenshot({ animations: "allow" }), at });
    await page.waitForTimeout(Math.max(0, every - (performance.now() - at)));
  }
}

const cells = page.getByTestId("strip").locator("[data-node]");
await page.goto("/");
await cells.nth(24).waitFor({ timeout: 60_000 });
const recorded = record();
await page.waitForTimeout(2500);
// An event and not a click, which would scroll.
await page.getByRole("button", { name: "Sign in as demo user" }).dispatchEvent("click");
await page.getByText("Demo User").waitFor();
await page.waitForTimeout(2500);
const serving =
  (await page.getByTestId("strip").locator("[data-newest]").getAttribute("data-node")) ?? "app-b";
await page.getByRole("button", { name: `Kill ${serving}` }).dispatchEvent("click");
await page.getByText(`${serving} has said nothing`).waitFor({ timeout: 15_000 });
await page.waitForTimeout(5000);
recording = false;
await recorded;
await browser.close();

const small = await Promise.all(frames.map(({ png }) => sharp(png).resize(shownWidth).png().toBuffer()));
const delay = frames.map(({ at }, index) => Math.round((frames[index + 1]?.at ?? at + 2500) - at));
await sharp(small, { join: { animated: true } })
  .webp({ quality: 60, effort: 5, delay, loop: 0, minSize: true })
  .toFile(file);
console.log(
  `${path.relative(root, file)}: ${frames.length} frames, ${Math.round((await stat(file)).size / 1000)} kB`,
);
