/**
 * Takes the pictures in docs/screenshots/ from the running stack: every page and state, phone and
 * wide, light and dark. Run it by hand: `npm start` in one terminal, `npm run screenshots` in
 * another. It takes about eight minutes, since real requests fill the strip, a node is really
 * killed and Redis really frozen.
 */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { BrowserContext, Page } from "@playwright/test";
import sharp from "sharp";
import { lessons } from "../../app/(demo)/lessons/lessons.ts";
import { NativeStack } from "../../stack/native.ts";
import { readSettings, root } from "../../stack/settings.ts";
import { openBrowser } from "../fixtures/browser.ts";
import { experiments } from "./experiments.ts";

const settings = readSettings();
const stack = new NativeStack(settings);
const folder = path.join(root, "docs/screenshots");

const sizes = { phone: { width: 390, height: 844 }, wide: { width: 1440, height: 900 } };
const schemes = ["light", "dark"] as const;

type View = { name: string; page: Page; context: BrowserContext };

/** The picture has a palette: flat colors, and a third of the size. */
async function shoot({ page, name }: View, state: string): Promise<void> {
  const png = await page.screenshot({ fullPage: true, animations: "disabled" });
  await sharp(png)
    .png({ palette: true })
    .toFile(path.join(folder, `${state}-${name}.png`));
}

async function everywhere(
  title: string,
  views: View[],
  take: (view: View) => Promise<unknown>,
): Promise<void> {
  const from = Date.now();
  process.stdout.write(`${title} … `);
  await Promise.all(views.map(take));
  console.log(`${((Date.now() - from) / 1000).toFixed(1)} s`);
}

const cells = (page: Page, count: number) =>
  page.waitForFunction(
    (wanted) => document.querySelectorAll('[data-testid="strip"] [data-node]').length >= wanted,
    count,
    { timeout: 90_000 },
  );
const says = (page: Page, text: RegExp) =>
  page.getByRole("status").filter({ hasText: text }).waitFor({ timeout: 60_000 });

async function signIn({ page }: View, password: string, email = "user@example.com"): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function readLessons(view: View): Promise<void> {
  const { page } = view;
  await page.goto("/lessons");
  await shoot(view, "lessons");
  for (const { slug } of lessons) {
    await page.goto(`/lessons/${slug}`);
    await page.getByRole("button", { name: experiments[slug], exact: true }).click();
    await page.waitForFunction(() => {
      const found = document.querySelector("[data-testid=finding]");
      return found !== null && found.querySelector("span") === null;
    });
    await shoot(view, `lesson-${slug}`);
  }
}

async function lookAround(view: View): Promise<void> {
  for (const name of ["shared-cache", "proof"]) {
    await view.page.goto(`/${name}`);
    await shoot(view, name);
  }
}

async function operate(view: View): Promise<void> {
  const { page, context } = view;
  await context.clearCookies();
  await page.goto("/login?next=/console");
  await signIn(view, settings.secrets.DEMO_PASSWORD, "operator@example.com");
  await page.waitForURL(({ pathname }) => pathname === "/console");
  await page.goto("/console?email=user@example.com");
  await page.getByTestId("person").waitFor();
  await shoot(view, "cluster");
}

async function healthy(view: View): Promise<void> {
  const { page } = view;
  await page.goto("/");
  await cells(page, 7);
  await shoot(view, "live-anonymous");
  await page.goto("/login");
  await shoot(view, "login");
  await page.goto("/sign-up");
  await shoot(view, "sign-up");
  await page.goto("/login");
  await signIn(view, "not the password");
  await page.getByText("Email or password is wrong.").waitFor();
  await shoot(view, "login-wrong");
  await signIn(view, settings.secrets.DEMO_PASSWORD);
  await page.waitForURL("**/account");
  await page.getByRole("link", { name: "Live" }).click();
  await cells(page, 60);
  await shoot(view, "live");
  await page.goto("/account");
  await says(page, /are answered/);
  await shoot(view, "account");
  await page.goto("/account/end-sessions?which=all");
  await shoot(view, "end-sessions");
  await page.goto("/console");
  await shoot(view, "operators-only");
  await page.goto("/no-such-page");
  await shoot(view, "not-found");
}

async function storeAway(view: View): Promise<void> {
  const { page } = view;
  await says(page, /session store is away/);
  await page.locator("[data-testid=strip] [data-failed]").nth(2).waitFor({ state: "attached" });
  await shoot(view, "live-store-away");
  await page.goto("/account");
  await page.getByRole("heading", { name: "Your login is kept" }).waitFor();
  await shoot(view, "account-store-away");
}

async function offline(view: View): Promise<void> {
  await view.page.goto("/");
  await says(view.page, /are answered/);
  await view.context.setOffline(true);
  await says(view.page, /site isn’t answering/);
  await shoot(view, "live-unreachable");
}

await mkdir(folder, { recursive: true });
const browser = await openBrowser();
const views = await Promise.all(
  Object.entries(sizes).flatMap(([size, viewport]) =>
    schemes.map(async (colorScheme) => {
      const context = await browser.newContext({ baseURL: settings.siteUrl, viewport, colorScheme });
      return { name: `${size}-${colorScheme}`, context, page: await context.newPage() };
    }),
  ),
);
const redis = stack.parts.filter((part) => part.kind === "redis").map((part) => part.name);
try {
  // One view after the other: requests of other tabs would come between, and the strip would not
  // show the plain turn A, B, C.
  for (const view of views) await everywhere(`Every page of the healthy site, ${view.name}`, [view], healthy);

  for (const view of views) await everywhere(`Every lesson, ${view.name}`, [view], readLessons);
  await everywhere("The shared cache and the report", views, lookAround);
  await everywhere("The operators' console", views, operate);

  await stack.kill("app-b");
  await everywhere("app-b killed", views, async (view) => {
    await view.page.goto("/");
    await says(view.page, /Nothing from app-b/);
    await view.page.getByText("app-b has said nothing").first().waitFor();
    await shoot(view, "live-node-killed");
  });
  await stack.start("app-b");
  await everywhere("app-b started", views, ({ page }) => says(page, /are answered/));

  await Promise.all(redis.map((name) => stack.freeze(name)));
  await everywhere("Every Redis node frozen", views, storeAway);
  await Promise.all(redis.map((name) => stack.thaw(name)));

  await everywhere("The network cut", views, offline);
} finally {
  await browser.close();
}
