import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { chromium } from "@playwright/test";
import { execa } from "execa";
import { poll } from "../../lib/session/testing/poll.ts";
import { chromiumPath } from "../setup/chromium.ts";

/** The ports are its own, so that nothing else that runs is in the way. */
const ports = {
  PORT: "8980",
  APP_PORT: "3981",
  IDP_PORT: "8990",
  SENTINEL_PORT: "27081",
  REDIS_PORT: "7081",
};

/**
 * Runs `npm run dev` in a project and changes a page under an open browser.
 * @throws {Error} if the page does not show the change, or is loaded again for it.
 */
export async function assertHotReload(folder: string): Promise<void> {
  const file = path.join(folder, "app/sign-up/page.tsx");
  const before = await readFile(file, "utf8");
  const env = { ...ports, STATE_DIR: path.join(folder, "../hot-reload") };
  // This is the command that `npm run dev` runs, because npm itself passes no signal on.
  const dev = execa(process.execPath, ["stack/bootstrap.mjs", "start", "--dev"], {
    ...{ cwd: folder, env, reject: false, stdin: "ignore", stdout: "ignore" },
    forceKillAfterDelay: 20_000,
  });
  const site = `http://localhost:${ports.PORT}`;
  const executablePath = await chromiumPath();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ["--disable-gpu"],
  });
  try {
    await poll(async () => (await fetch(`${site}/sign-up`)).ok, {
      timeoutMs: 120_000,
      promise: "`npm run dev` serves a page",
      everyMs: 200,
    });
    const page = await browser.newPage();
    // A node that compiles its first page on a busy machine may refuse a browser's connection.
    await poll(async () => (await page.goto(`${site}/sign-up`).catch(() => null))?.ok() === true, {
      timeoutMs: 30_000,
      promise: "a browser gets the page",
      everyMs: 200,
    });
    await page.evaluate(() => Object.assign(window, { isTheSame: true }));
    await writeFile(file, before.replace(/tracking-tight">([^<]+)</, 'tracking-tight">Changed: $1<'));
    await page.getByRole("heading", { name: /^Changed:/ }).waitFor({ timeout: 60_000 });
    const isTheSame = await page.evaluate(() => "isTheSame" in window);
    if (!isTheSame) throw new Error("The page was loaded again for the change.");
  } finally {
    await writeFile(file, before);
    await browser.close();
    dev.kill("SIGINT");
    await dev;
  }
}
