/*
 * Section: Attacks and limits
 * Promise: HTTPS needs one setting, and every cookie is then bound to this host by `__Host-`.
 */
import type { Cookie } from "@playwright/test";
import { openSecondSite } from "../stack/site.ts";
import { ensureAccounts } from "./fixtures/accounts.ts";
import { beginSignOn, finishSignOn } from "./fixtures/company.ts";
import { inContainers } from "./fixtures/containers.ts";
import { signIn, user } from "./fixtures/site.ts";
import { expect, test } from "./fixtures/test.ts";

// This is the same stack with SITE_URL=https://localhost:PORT and no other change.
const overTls = openSecondSite("https", {}, "https");

test.skip(inContainers, "the runner ends TLS natively only");
test.use({ baseURL: overTls.siteUrl, ignoreHTTPSErrors: true });

test.beforeAll(async () => {
  test.setTimeout(120_000);
  await overTls.remove();
  await overTls.stack.up();
});
test.afterAll(() => overTls.remove());

/** The attributes that every cookie must have. */
const guarded = { secure: true, httpOnly: true, sameSite: "Lax", path: "/", domain: "localhost" };

for (const door of ["password", "company"] as const) {
  test(`over HTTPS every cookie of the ${door} door is Secure, HttpOnly, SameSite and bound to this host by its name, and fits`, async ({
    page,
  }) => {
    // The identity provider's own cookies are this host's, too: cookies know no ports.
    const ours = async () =>
      (await page.context().cookies()).filter(({ name }) => /unstuck|authjs|sign-on/.test(name));
    const cookies: Cookie[] = [];
    if (door === "password") {
      await signIn(page, (await ensureAccounts(overTls)).user);
    } else {
      await beginSignOn(page);
      cookies.push(...(await ours()));
      expect(cookies.map(({ name }) => name.split(".")[0])).toContain("__Host-sign-on");
      await finishSignOn(page, user.email);
      await expect(page.getByTestId("session-id")).toBeVisible();
    }
    cookies.push(...(await ours()));
    expect(cookies.map(({ name }) => name)).toContain("__Host-unstuck");
    for (const cookie of cookies) {
      expect(cookie.name).toMatch(/^__Host-/);
      expect(cookie).toMatchObject(guarded);
      expect(cookie.name.length + cookie.value.length, cookie.name).toBeLessThan(4096);
    }
    expect(await page.evaluate(() => document.cookie), "scripts see none").toBe("");
    for (let turn = 0; turn < 3; turn += 1) {
      const { session } = await (await page.request.get("/api/whoami")).json();
      expect(session).toMatchObject({ user: { email: user.email } });
    }
    await page.goto("/account");
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await expect(page).toHaveURL(`${overTls.siteUrl}/`);
    expect((await page.context().cookies()).map(({ name }) => name)).not.toContain("__Host-unstuck");
  });
}

test("plain HTTP on the HTTPS port is sent to the same path over HTTPS, with its query and its method", async () => {
  for (const method of ["GET", "POST"]) {
    const answer = await fetch(`${overTls.siteUrl.replace("https", "http")}/login?next=%2F`, {
      method,
      redirect: "manual",
    });
    expect(answer.status).toBe(308);
    expect(answer.headers.get("location")).toBe(`${overTls.siteUrl}/login?next=%2F`);
  }
});
