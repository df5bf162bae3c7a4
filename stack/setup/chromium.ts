import { existsSync } from "node:fs";
import { findProgram } from "../../lib/session/testing/programs.ts";

/**
 * The browser for the end-to-end tests: CHROMIUM_PATH, one of the machine's, or Playwright's own.
 * First Chromium without a window (its headless shell, which Playwright takes by itself too): the
 * tests take about 0.6 of the time with it.
 */
export async function chromiumPath(): Promise<string | undefined> {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (existsSync(given)) return given;
    throw new Error(`CHROMIUM_PATH is ${given}, which doesn't exist.`);
  }
  const found = await findProgram(
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
  );
  if (found) return found;
  const mac = "/Applications/Chromium.app/Contents/MacOS/Chromium";
  if (existsSync(mac)) return mac;
  const { chromium } = await import("@playwright/test");
  const own = chromium.executablePath();
  return existsSync(own) ? own : undefined;
}
