/*
 * Section: Nodes
 * Promise: A new version is deployed under load and rolled back: no login and no half-filled form
 *   is lost.
 * Control: Without the kept files an open page misses its scripts; a build with another key does
 *   not know the form's action.
 */
import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { execa } from "execa";
import { whileBusy } from "../fixtures/busy.ts";
import { finish, halfFill, visitor } from "../fixtures/newcomer.ts";
import { buildWith } from "../fixtures/other-build.ts";
import { cookieOf, knownBy, newPerson, signInAs } from "../fixtures/person.ts";
import { chunksOf, restore, withoutKeptAssets } from "../fixtures/releases.ts";
import { signInByApi } from "../fixtures/site.ts";
import { serving, troubles, unknownActions } from "../fixtures/skew.ts";
import { nodeNames, stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const rates = { reads: 40, writes: 6 };
/**
 * The changes of the second version: a layout, a form and the action that takes it. The name of the
 * Server Action stays the same.
 */
const changes = [
  ["app/_ui/site-footer.tsx", "Layout rendered by", "Layout of version 2 rendered by"],
  ["app/sign-up/form.tsx", "Create account", "Create my account"],
  ["app/sign-up/actions.ts", 'redirect("/account")', 'redirect("/account?by=version-2")'],
] as const;
/** With this change, the sign-in form of the earlier build is no form of the new build. */
const renamedField = ["app/login/form.tsx", 'name="email"', 'name="address"'] as const;
/** A text by which a page of the second version is recognized. */
const versionTwo = (page: Page) => page.getByText("Layout of version 2 rendered by");

let before: string[] = [];
let first = "";
let second = "";
let withAnotherKey = "";

// Each test goes on from the build that the test before it left on the nodes.
/**
 * A deploy takes 13 s natively and a minute in containers, and four times as long on a machine that
 * other programs keep busy.
 */
const timeout = 300_000;
test.describe.configure({ mode: "serial", timeout });
test.beforeAll(async () => {
  test.setTimeout(600_000);
  before = await stack.builds();
  [first = ""] = before;
  second = await buildWith(changes);
  withAnotherKey = await buildWith(
    [...changes, renamedField],
    Buffer.from("another key, just for this test!").toString("base64"),
  );
});
test.afterAll(async () => {
  test.setTimeout(timeout);
  await restore(before);
});

const onEveryNode = (who: string | null) => nodeNames.map(() => who);

test("a second version is deployed under load: no request fails, an open page's form, its action's sealed value and its links work on", async ({
  browser,
  request,
  node,
}) => {
  await signInByApi(request);
  const newcomer = await visitor(browser);
  const reader = await visitor(browser);
  const someone = await newPerson(node);
  await signInAs(reader.page, someone);
  const closure = await visitor(browser);
  const seen = troubles(newcomer.page, reader.page, closure.page);
  const unknown = await unknownActions();
  await halfFill(newcomer.page, newcomer.person);
  await closure.page.goto("/shared-cache");
  const value = await closure.page.getByTestId("computed").textContent();

  await whileBusy(request, rates, () => stack.deploy(second));

  expect((await stack.builds()).slice(0, 2)).toEqual([second, first]);
  await expect(newcomer.page.getByLabel("Email"), "the page stands as it was").toHaveValue(
    newcomer.person.email,
  );
  await finish(newcomer.page, newcomer.person);
  await expect(newcomer.page.getByRole("heading", { name: "Ada Lovelace" })).toBeVisible();
  await expect(newcomer.page, "the second version's action took the form").toHaveURL("/account?by=version-2");
  expect(await knownBy(await cookieOf(newcomer.page))).toEqual(onEveryNode(newcomer.person.email));

  await closure.page.getByRole("button", { name: "Compute them again" }).click();
  await expect(closure.page.getByTestId("computed"), "the sealed value was opened").not.toHaveText(
    value ?? "",
  );

  await expect(versionTwo(reader.page)).toHaveCount(0);
  await reader.page.getByRole("link", { name: "Change password" }).click();
  await expect(reader.page).toHaveURL("/account/password");
  await expect(reader.page.getByLabel("New password")).toBeVisible();
  await expect(versionTwo(reader.page), "moving on brought the second version").toBeVisible();
  expect(await knownBy(await cookieOf(reader.page)), "a login of the first version").toEqual(
    onEveryNode(someone.email),
  );

  expect(seen).toEqual([]);
  expect((await unknownActions()) - unknown, "Failed to find Server Action").toBe(0);
});

test("what a page of the first version has yet to load is there, and without the kept files it isn't", async ({
  request,
}) => {
  const later = new Set(await chunksOf(second));
  const gone = (await chunksOf(first)).filter((file) => !later.has(file));
  expect(gone.length, "the versions differ in what browsers load").toBeGreaterThan(0);
  const statuses = () =>
    Promise.all(
      // Each request has a new query, so nginx has no copy of the answer.
      gone.map(async (file) => (await request.get(`/_next/static/chunks/${file}?${randomUUID()}`)).status()),
    );
  const expected = (status: number) => gone.map(() => status);
  expect(await statuses()).toEqual(expected(200));
  await withoutKeptAssets(async () => {
    expect(await statuses(), "the nodes run the second version").toEqual(expected(404));
  });
});

test("back to the first version under load: nobody is logged out, and a page of the later version works on", async ({
  browser,
  request,
}) => {
  expect((await stack.builds())[0], "the second version runs").toBe(second);
  await signInByApi(request);
  const newcomer = await visitor(browser);
  await halfFill(newcomer.page, newcomer.person);
  const other = await visitor(browser);
  await halfFill(other.page, other.person);
  await finish(other.page, other.person);
  await expect(other.page.getByRole("heading", { name: "Ada Lovelace" })).toBeVisible();
  const seen = troubles(newcomer.page, other.page);
  const unknown = await unknownActions();

  await whileBusy(request, rates, () => execa("npm", ["run", "--silent", "stack", "--", "rollback"]));

  expect((await stack.builds())[0]).toBe(first);

  expect(await knownBy(await cookieOf(other.page)), "a login of the later version").toEqual(
    onEveryNode(other.person.email),
  );
  await other.page.reload();
  await expect(other.page.getByRole("heading", { name: "Ada Lovelace" })).toBeVisible();
  await finish(newcomer.page, newcomer.person);
  await expect(newcomer.page.getByRole("heading", { name: "Ada Lovelace" })).toBeVisible();
  await expect(versionTwo(newcomer.page)).toHaveCount(0);
  expect(seen).toEqual([]);
  expect((await unknownActions()) - unknown, "Failed to find Server Action").toBe(0);
});

test("a build with another key knows none of the actions of before: with script the form is sent again or what was typed is shown, without it a page says how", async ({
  browser,
}) => {
  const newcomer = await visitor(browser);
  const early = await visitor(browser);
  const plain = await visitor(browser, { javaScriptEnabled: false });
  await halfFill(newcomer.page, newcomer.person);
  await halfFill(early.page, early.person);
  await halfFill(plain.page, plain.person);
  const leftOver = await visitor(browser);
  await leftOver.page.goto("/login");
  await leftOver.page.getByLabel("Email").fill(leftOver.person.email);
  await leftOver.page.getByLabel("Password").fill(leftOver.person.password);
  const unknown = await unknownActions();
  const seen = troubles(newcomer.page);

  const deployed = stack.deploy(withAnotherKey);
  await expect
    .poll(() => serving(withAnotherKey), { message: "the first nodes serve it", timeout: 60_000 })
    .toBeGreaterThan(0);
  await finish(early.page, early.person);
  await deployed;
  await expect(
    early.page.getByRole("heading", { name: "Ada Lovelace" }),
    "sent in the midst of it",
  ).toBeVisible();

  await finish(newcomer.page, newcomer.person);
  await expect(newcomer.page.getByRole("heading", { name: "Ada Lovelace" })).toBeVisible({ timeout: 15_000 });
  expect(await knownBy(await cookieOf(newcomer.page))).toEqual(onEveryNode(newcomer.person.email));
  expect(seen.join("\n"), "the negative control: the form's own action failed").toContain("action not found");

  await leftOver.page.getByRole("button", { name: "Sign in", exact: true }).click();
  const told = leftOver.page.getByRole("alert").filter({ hasText: "The site was just updated" });
  await expect(told, "the new version has no such form").toContainText("couldn’t be taken", {
    timeout: 30_000,
  });
  await expect(told).toContainText(leftOver.person.email);
  await expect(told, "a password is never shown").not.toContainText(leftOver.person.password);
  await told.getByRole("button", { name: "Load the new version" }).click();
  await expect(leftOver.page.locator('input[name="address"]')).toBeVisible();

  await finish(plain.page, plain.person);
  await expect(plain.page.getByRole("heading", { name: "The site was just updated" })).toBeVisible();
  await plain.page.goBack();
  await expect(plain.page.getByLabel("Email"), "the browser kept what was typed").toHaveValue(
    plain.person.email,
  );
  await finish(plain.page, plain.person);
  await expect(plain.page.getByRole("heading", { name: "Ada Lovelace" })).toBeVisible();
  expect(await unknownActions()).toBeGreaterThan(unknown + 1);
});
