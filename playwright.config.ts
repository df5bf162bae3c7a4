import { defineConfig } from "@playwright/test";
import { ComposeStack } from "./stack/compose.ts";
import { chromiumPath } from "./stack/setup/chromium.ts";
import { openSite } from "./stack/site.ts";

const executablePath = await chromiumPath();
const site = openSite();
const report = process.env.PLAYWRIGHT_JSON;
const outputDir = process.env.PLAYWRIGHT_OUTPUT;
// What each step did, said and asked for. What the page held at each step as well takes a sixth of
// the time, so it is left out where nearly everything holds; a spec that runs again after a failure
// has it. Pictures on top cost another sixth.
const snapshots = process.env.PLAYWRIGHT_TRACE !== "light";

export default defineConfig({
  testDir: "e2e",
  ...(outputDir ? { outputDir } : {}),
  // One after the other: they kill and freeze parts of the one stack that all of them use.
  workers: 1,
  fullyParallel: false,
  // A claim that holds at the second try doesn't hold; `npm test` asks for three in a row
  // (stack/testing/claims.ts).
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // Each of a container's verbs takes Docker seconds on a small machine.
  timeout: site.stack instanceof ComposeStack ? 120_000 : 60_000,
  globalSetup: "./e2e/fixtures/assert-running.ts",
  reporter: [["list"], ...(report ? [["json", { outputFile: report }] as const] : [])],
  use: {
    baseURL: site.siteUrl,
    trace: { mode: "retain-on-failure", screenshots: false, snapshots, sources: snapshots },
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
