/*
 * Section: Accounts
 * Promise: A forgotten password is reset by a link that works once, and no log and no Redis holds
 *   a copy of it.
 * Control: The same search finds the other words of the message, and a used link is refused.
 */
import { randomUUID } from "node:crypto";
import type { Browser, Page } from "@playwright/test";
import { hiddenFields } from "../stack/testing/hidden-fields.ts";
import { partsOf } from "../stack/topology.ts";
import { closeContext } from "./fixtures/close-context.ts";
import { Colleague } from "./fixtures/colleague.ts";
import { beginSignOn, finishSignOn } from "./fixtures/company.ts";
import { metrics, redisDump, redisSpies, written } from "./fixtures/kept.ts";
import { linkIn, mailTo } from "./fixtures/outbox.ts";
import { cookieOf, knownBy, newPerson, type Person, signInAs } from "./fixtures/person.ts";
import { sendPlainForm } from "./fixtures/plain-form.ts";
import type { OneMoreNode } from "./fixtures/sessions.ts";
import { signInByApi } from "./fixtures/site.ts";
import { nodeNames, settings, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";
import { forgetTries } from "./fixtures/tries.ts";

test.beforeEach(forgetTries);

const next = "a short walk in the sun";
const onEveryNode = (who: string | null) => nodeNames.map(() => who);
const problem = (page: Page) => page.locator("#problem");

/** A person whose address is verified. */
async function verifiedPerson(node: OneMoreNode): Promise<Person> {
  const person = await newPerson(node);
  const user = await node.users.findByEmail(person.email);
  await node.users.update(user?.id ?? "", { emailVerified: new Date() });
  return person;
}

async function ask(page: Page, email: string): Promise<void> {
  await page.goto("/login");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  // The page before has a field of this name, too.
  await expect(page.getByRole("heading", { name: "Reset your password" })).toBeVisible();
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByTestId("sent")).toContainText("If there is an account with this address");
}

async function asked(page: Page, browser: Browser, email: string): Promise<{ url: string; code: string }> {
  await ask(page, email);
  return linkIn(await mailTo(browser, email, "Reset your password"));
}

/**
 * Opens a link as its reader does: with script the page takes the code from the link, without
 * script the reader pastes it.
 */
async function open(page: Page, { url, code }: { url: string; code: string }, script = true): Promise<void> {
  await page.goto("about:blank");
  await page.goto(url);
  if (!script) await page.getByLabel("Code from the message").fill(code);
  else await expect(page.locator("input[name=code]")).toHaveValue(code);
}

async function choose(page: Page, password: string, endSessions = true): Promise<void> {
  await page.getByLabel("New password").fill(password);
  await page.getByLabel("Sign out all devices").setChecked(endSessions);
  await page.getByRole("button", { name: "Set the new password" }).click();
}

/** Another device that is signed in. */
async function device(browser: Browser, person: Person): Promise<string> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signInAs(page, person);
  const cookie = await cookieOf(page);
  await closeContext(context);
  return cookie;
}

const signInStatus = async (page: Page, { email, password }: Person) =>
  (
    await page.context().request.fetch("/api/session", { method: "POST", data: { email, password } })
  ).status();

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("a forgotten password is reset by the link from a message, once, and all devices are signed out", async ({
      page,
      browser,
      node,
    }) => {
      const person = await verifiedPerson(node);
      const cookie = await device(browser, person);
      const link = await asked(page, browser, person.email);

      // Programs that look at mail follow its links. That uses nothing up.
      for (const { name } of partsOf(stack.parts, "app")) {
        const { host, port } = await stack.address(name);
        expect((await fetch(link.url.replace(settings.siteUrl, `http://${host}:${port}`))).status).toBe(200);
      }
      await open(page, link, javaScriptEnabled);
      expect(page.url(), "script takes the code out of the address").toBe(
        javaScriptEnabled ? `${settings.siteUrl}/reset-password/new` : link.url,
      );
      await choose(page, "short");
      await expect(problem(page)).toContainText("at least 12 characters");
      expect(await knownBy(cookie), "what is refused ends nothing").toEqual(onEveryNode(person.email));
      await choose(page, next);
      await expect(page.getByTestId("done")).toContainText("Your password is changed.");
      await expect(page.getByTestId("done")).toContainText("1 device was signed out.");
      expect(
        (await page.context().cookies()).map(({ name }) => name),
        "nobody is signed in by it",
      ).not.toContain("unstuck");
      expect(await knownBy(cookie)).toEqual(onEveryNode(null));
      expect(await signInStatus(page, person), "the old password").toBe(401);
      await mailTo(browser, person.email, "was changed");

      await open(page, link, javaScriptEnabled);
      await choose(page, "quite another password");
      await expect(problem(page)).toContainText("This link can’t be used any more.");
      await signInAs(page, { ...person, password: next });
    });
  });
}

test("a reset that isn't asked to leaves the devices of somebody who showed to read the address", async ({
  page,
  browser,
  node,
}) => {
  const person = await verifiedPerson(node);
  const cookie = await device(browser, person);
  await open(page, await asked(page, browser, person.email));
  await choose(page, next, false);
  await expect(page.getByTestId("done")).toContainText("0 devices were signed out.");
  expect(await knownBy(cookie)).toEqual(onEveryNode(person.email));
});

test("a link asked for before another one, or before the password changed, is dead", async ({
  page,
  browser,
  node,
}) => {
  const person = await verifiedPerson(node);
  const first = await asked(page, browser, person.email);
  await ask(page, person.email);
  await expect
    .poll(async () => linkIn(await mailTo(browser, person.email, "Reset your password")).code)
    .not.toBe(first.code);
  const second = linkIn(await mailTo(browser, person.email, "Reset your password"));
  await open(page, first);
  await choose(page, next);
  await expect(problem(page)).toContainText("This link can’t be used any more.");

  await signInAs(page, person);
  await page.goto("/account/password");
  await page.getByLabel("Present password").fill(person.password);
  await page.getByLabel("New password").fill("changed in between");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByTestId("done")).toContainText("Your password is changed.");
  await open(page, second);
  await choose(page, next);
  await expect(problem(page)).toContainText("This link can’t be used any more.");
  expect(await signInStatus(page, { ...person, password: "changed in between" })).toBe(201);
});

test("the answer is the same for an account, for one without a password and for none", async ({
  page,
  browser,
  node,
  request,
}) => {
  const person = await verifiedPerson(node);
  const colleague = await Colleague.hire();
  await beginSignOn(page);
  await finishSignOn(page, colleague.email);
  const stranger = `${randomUUID()}@example.com`;
  const url = `${settings.siteUrl}/reset-password`;
  const fields = hiddenFields(await (await request.get(url)).text());
  const answers = new Set<string>();
  for (const email of [person.email, colleague.email, stranger]) {
    const answer = await sendPlainForm(request, url, { ...fields, email });
    const { location = "" } = answer.headers();
    answers.add(JSON.stringify([answer.status(), location, (await answer.text()).replaceAll(email, "")]));
  }
  expect([...answers]).toHaveLength(1);
  // The controls: each of the two has a message of its own, and the stranger has none.
  await mailTo(browser, person.email, "Reset your password");
  expect(await mailTo(browser, colleague.email, "has no password")).not.toContain("#");
  await page.goto("/outbox");
  await expect(page.getByTestId("messages")).not.toContainText(stranger);
});

test("one address gets three messages in a quarter of an hour, whether or not there is an account, and the last link works still", async ({
  page,
  browser,
  node,
}) => {
  const person = await verifiedPerson(node);
  for (const email of [person.email, `${randomUUID()}@example.com`]) {
    for (let turn = 0; turn < 3; turn += 1) await ask(page, email);
    await page.goto("/reset-password");
    await page.getByLabel("Email").fill(email);
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: "Send the link" }).click();
    expect((await answer).status()).toBe(429);
    await expect(problem(page)).toContainText("Look for the last one, whose link may still work.");
  }
  // All three were sent within a moment. The newest one counts.
  await expect(async () => {
    await open(page, linkIn(await mailTo(browser, person.email, "Reset your password")));
    await choose(page, next);
    await expect(page.getByTestId("done")).toContainText("Your password is changed.", { timeout: 2000 });
  }).toPass({ timeout: 20_000 });
});

test("somebody who guessed too often signs in with the new password at once", async ({
  page,
  browser,
  node,
}) => {
  const person = await verifiedPerson(node);
  // The request comes from the page itself: by another way this machine may have another address.
  const signIn = (password: string) =>
    page.evaluate(
      async (body) => {
        const headers = { "content-type": "application/json" };
        return (await fetch("/api/session", { method: "POST", headers, body })).status;
      },
      JSON.stringify({ email: person.email, password }),
    );
  await page.goto("/login");
  for (let guess = 0; guess < 11; guess += 1) await signIn(`guess number ${guess}`);
  expect(await signIn(person.password)).toBe(429);
  await open(page, await asked(page, browser, person.email));
  await choose(page, next);
  await expect(page.getByTestId("done")).toContainText("Your password is changed.");
  expect(await signIn(next)).toBe(201);
});

test("the owner of an address takes over the account that somebody else made with it, of whom neither the password nor a session stays", async ({
  page,
  browser,
  node,
}) => {
  const squatter = await newPerson(node);
  const colleague = await Colleague.hire({ email: squatter.email });
  const cookie = await device(browser, squatter);
  await open(page, await asked(page, browser, squatter.email));
  await choose(page, next, false);
  await expect(page.getByTestId("done")).toContainText("1 device was signed out.");
  expect(await knownBy(cookie)).toEqual(onEveryNode(null));
  expect(await signInStatus(page, squatter)).toBe(401);
  const account = (await node.users.findByEmail(squatter.email))?.id;
  // From now on the address is proven to be the owner's, so the company's door leads to this
  // account as well.
  await beginSignOn(page);
  await finishSignOn(page, colleague.email);
  expect((await node.sessionOf(page.request)).user).toBe(account);
});

test("a reset while a sign-in with the old password is under way leaves it no session", async ({
  page,
  browser,
  node,
  request,
}) => {
  const person = await verifiedPerson(node);
  await open(page, await asked(page, browser, person.email));
  await page.getByLabel("New password").fill(next);
  const signIns = Array.from({ length: 8 }, () => signInByApi(request, person).catch(() => undefined));
  await page.getByRole("button", { name: "Set the new password" }).click();
  await expect(page.getByTestId("done")).toContainText("Your password is changed.");
  await Promise.all(signIns);
  const user = await node.users.findByEmail(person.email);
  expect(await node.store.list(user?.id ?? "")).toEqual([]);
});

test("no link is in a log, in Redis, in what Redis is told or in a metric, though the outbox shows it", async ({
  page,
  browser,
  node,
}) => {
  const spies = await redisSpies();
  const person = await verifiedPerson(node);
  const link = await asked(page, browser, person.email);
  await page.goto("about:blank");
  const requested: string[] = [];
  page.on("request", (request) => {
    const [address = ""] = request.url().split("#");
    requested.push(address, JSON.stringify(request.headers()));
  });
  await open(page, link);
  await page.getByRole("link", { name: "Unstuck" }).click();
  await expect(page).toHaveURL("/");
  const unused = [...(await redisDump()), ...(await metrics()), ...spies.texts(), ...(await written())];
  await open(page, link);
  await choose(page, next);
  await expect(page.getByTestId("done")).toContainText("Your password is changed.");
  const used = [...(await redisDump()), ...spies.texts(), ...(await written())];
  spies.close();

  const secret = link.code.split(".")[1] ?? "";
  const found = [...unused, ...used].filter(({ text }) => text.includes(secret));
  expect(found.map(({ where }) => where)).toEqual([]);
  expect(
    requested.filter((text) => text.includes(secret)),
    "no address or header has it",
  ).toEqual([]);
  // The controls: the search finds the user's id in what Redis was told, and a log says that a
  // message was written.
  const user = await node.users.findByEmail(person.email);
  expect(unused.some(({ where, text }) => where.includes("told") && text.includes(user?.id ?? ""))).toBe(
    true,
  );
  expect(used.some(({ where, text }) => where.includes("app-") && text.includes('"mail":"reset"'))).toBe(
    true,
  );
});
