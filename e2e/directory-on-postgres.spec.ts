/*
 * Section: Accounts
 * Promise: Users can be kept in PostgreSQL; an outage of it signs no one out.
 */
import { randomUUID } from "node:crypto";
import type { APIRequestContext, Page } from "@playwright/test";
import { freePorts } from "../lib/session/testing/free-ports.ts";
import { findPostgres } from "../lib/users/testing/postgres-programs.ts";
import { PostgresServer } from "../lib/users/testing/postgres-server.ts";
import { openSecondSite } from "../stack/site.ts";
import { beginSignOn, finishSignOn } from "./fixtures/company.ts";
import { inContainers } from "./fixtures/containers.ts";
import { changePassword, signInAs, signUpAs } from "./fixtures/person.ts";
import { onCluster } from "./fixtures/redis-nodes.ts";
import { user, whoami } from "./fixtures/site.ts";
import { nodeNames } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test.skip(inContainers, "from a container, this machine's loopback is out of reach");
test.skip(onCluster, "there this second site has the first one's Redis");
test.skip((await findPostgres()) === undefined, "this machine has no PostgreSQL: apt-get install postgresql");

const port = await freePorts(1);
const own = openSecondSite("postgres", { DATABASE_URL: PostgresServer.urlOn(port, "postgres") });
test.use({ baseURL: own.siteUrl });

let server: PostgresServer;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  server = (await PostgresServer.start(port)) as PostgresServer;
  await own.remove();
  // Three nodes start at once, on an empty database.
  await own.stack.up();
});
test.afterAll(async () => {
  await own.remove();
  await server.end();
});

const somebody = () => ({ email: `${randomUUID()}@example.com`, password: "a long walk in the rain" });
const usersOf = (email: string) =>
  server.ask(`select id, email_verified from users where email = '${email}'`);
/** Asks each node in turn. */
async function everyNodeSays(request: APIRequestContext, email: string): Promise<void> {
  for (const _ of nodeNames) expect((await whoami(request)).session).toMatchObject({ user: { email } });
}
const signIn = (request: APIRequestContext, data: object) => request.post("/api/session", { data });
const signOut = (page: Page) => page.getByRole("button", { name: "Sign out", exact: true }).click();

test("a person signs up, in and out, and changes the password, and PostgreSQL has them", async ({ page }) => {
  const person = somebody();
  await signUpAs(page, person);
  await expect(page.getByRole("heading", { name: "Ada Lovelace" })).toBeVisible();
  expect(await usersOf(person.email)).toHaveLength(1);
  await everyNodeSays(page.request, person.email);
  const next = "a short walk in the sun";
  await changePassword(page, "not the present one", next, true);
  await expect(page.locator("#problem")).toContainText("The present password is wrong.");
  await changePassword(page, person.password, next, true);
  await expect(page.getByTestId("done")).toContainText("Your password is changed.");
  await page.goto("/account");
  await signOut(page);
  await expect(page).toHaveURL("/");
  await signUpAs(page, person);
  await expect(page.locator("#problem")).toContainText("There is an account with this email already.");
  expect((await signIn(page.request, person)).status(), "the old password").toBe(401);
  await signInAs(page, { ...person, password: next });
});

test("a person of the company signs on twice and has one account in PostgreSQL", async ({
  page,
  browser,
}) => {
  const newcomer = "newcomer@example.com";
  for (let visit = 0; visit < 2; visit += 1) {
    const context = await browser.newContext({ baseURL: own.siteUrl });
    const theirs = await context.newPage();
    await beginSignOn(theirs);
    await finishSignOn(theirs, newcomer);
    await expect(theirs.getByText("company single sign-on", { exact: true })).toBeVisible();
    await context.close();
  }
  const [owner, ...others] = await usersOf(newcomer);
  expect(owner?.email_verified).toBeInstanceOf(Date);
  expect(others).toEqual([]);
  await beginSignOn(page);
  await finishSignOn(page, user.email);
  await expect(page.getByTestId("session-id"), "the demo's account is linked").toBeVisible();
});

for (const [how, away, back] of [
  ["away", () => server.kill(), () => server.run()],
  ["frozen", () => server.freeze(), () => server.thaw()],
] as const) {
  test(`while PostgreSQL is ${how} nobody is signed out, and what needs it is a 503 that says when to come back`, async ({
    page,
    playwright,
  }) => {
    test.setTimeout(90_000);
    const person = somebody();
    await signUpAs(page, person);
    await expect(page.getByTestId("session-id")).toBeVisible();
    const stranger = await playwright.request.newContext({ baseURL: own.siteUrl });
    await away();
    try {
      await everyNodeSays(page.request, person.email);
      for (const data of [person, { ...person, password: "not the password" }, somebody()]) {
        const answer = await signIn(stranger, data);
        expect(answer.status(), "nobody can say whether it is right").toBe(503);
        expect(answer.headers()["retry-after"]).toMatch(/^\d+$/);
        expect(answer.headers()["set-cookie"]).toBeUndefined();
      }
      const account = await page.goto("/account");
      expect(account?.status(), "the account page does without").toBe(200);
      await expect(page.getByTestId("session-id")).toBeVisible();
      expect((await page.goto("/account/password"))?.status(), "which needs it").toBe(503);
      await expect(page.getByRole("heading", { name: "Your login is kept" })).toBeVisible();
      expect((await page.goto("/sign-up"))?.status()).toBe(200);
      expect((await page.context().cookies()).map(({ name }) => name)).toContain("unstuck");
      expect((await stranger.get("/api/ready")).status(), "nodes stay in nginx's rounds").toBe(200);
    } finally {
      await back();
    }
    await everyNodeSays(page.request, person.email);
    await expect(async () => {
      expect((await signIn(stranger, person)).status()).toBe(201);
    }, "the old password counts, since nothing was changed").toPass({ timeout: 15_000 });
    await stranger.dispose();
  });
}
