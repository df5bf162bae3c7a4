/*
 * Section: Attacks and limits
 * Promise: No page, answer, address, log, metric or Redis key holds a token.
 * Control: The same search finds the session's id in each of these places.
 */
import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { unsealToken } from "../lib/auth/iron.ts";
import { beginSignOn, finishSignOn } from "./fixtures/company.ts";
import { metrics, redisDump, redisSpies, type Text, written } from "./fixtures/kept.ts";
import { ageProof, newPerson, type Person, signInAs } from "./fixtures/person.ts";
import { pagePaths, routes, withParameters } from "./fixtures/routes.ts";
import { Seen } from "./fixtures/seen.ts";
import { OneMoreNode } from "./fixtures/sessions.ts";
import { signInByApi, user, whoami } from "./fixtures/site.ts";
import { expect, test } from "./fixtures/test.ts";
import { forgetTries } from "./fixtures/tries.ts";

let node: OneMoreNode;
test.beforeAll(async () => {
  node = await OneMoreNode.join();
});
test.beforeEach(forgetTries);
test.afterAll(() => node.close());

/** How a person signs in, and another action of theirs that gives a new token. */
const doors: Record<string, (page: Page) => Promise<{ person: Person; more: () => Promise<void> }>> = {
  "the password's": async (page) => {
    const person = await newPerson(node, "operator");
    await signInAs(page, person);
    const more = async () => {
      await page.goto("/account/password");
      await page.getByLabel("Present password").fill(person.password);
      await page.getByLabel("New password").fill("a short walk in the sun");
      await page.getByRole("button", { name: "Change password" }).click();
      await expect(page.getByTestId("done")).toContainText("Your password is changed.");
    };
    return { person, more };
  },
  "the company's": async (page) => {
    const signOn = async () => {
      await beginSignOn(page);
      await finishSignOn(page, user.email);
      await expect(page.getByTestId("session-id")).toBeVisible();
    };
    await signOn();
    return { person: user, more: async () => {} };
  },
};

/**
 * Every text by which a cookie could be found: its seal, the token in it, and the token's secret in
 * every spelling.
 */
async function needlesOf(seal: string): Promise<Map<string, string>> {
  const token = (await unsealToken(seal)) ?? "";
  const secret = Buffer.from(token.split(".").at(-1) ?? "", "base64url");
  expect(secret.length, "the cookie holds a token").toBe(32);
  return new Map([
    ["the seal", seal],
    ["the token", token],
    ["the secret", secret.toString("base64url")],
    ["the secret in Base64", secret.toString("base64")],
    ["the secret in hex", secret.toString("hex")],
    ["the secret's bytes", secret.toString("latin1")],
  ]);
}

function find(needles: ReadonlyMap<string, string>, texts: readonly Text[]): string[] {
  return texts.flatMap(({ where, text }) =>
    [...needles].filter(([, needle]) => text.includes(needle)).map(([what]) => `${what} in ${where}`),
  );
}

const whereFound = (needle: string, texts: readonly Text[]) =>
  texts.filter(({ text }) => text.includes(needle)).map(({ where }) => where);

/** Everything that the page's own scripts could read. */
async function readable(page: Page): Promise<Text> {
  const text = await page.evaluate(() =>
    JSON.stringify([
      document.cookie,
      { ...localStorage },
      { ...sessionStorage },
      document.documentElement.outerHTML,
    ]),
  );
  return { where: `what scripts can read on ${page.url()}`, text };
}

for (const [door, enter] of Object.entries(doors)) {
  test(`after a walk through the whole site by ${door} door, no token is in any page, answer, address, log, metric or in Redis`, async ({
    page,
    playwright,
    baseURL,
  }) => {
    test.setTimeout(180_000);
    const spies = await redisSpies();
    const seen = new Seen(page);
    const marker = randomUUID();
    await page.goto(`/${marker}`);
    const { person, more } = await enter(page);
    const id = (await whoami(page.request)).session?.id ?? "";
    const onPages: Text[] = [];
    const visit = async (path: string) => {
      await page.goto(path);
      onPages.push(await readable(page));
    };

    for (const path of pagePaths) await visit(withParameters(path, {}));
    for (const ending of ["all", "others", `one&id=${id}`])
      await visit(`/account/end-sessions?which=${ending}`);
    for (const { path, methods } of routes) {
      // An event stream doesn't end while its session lives.
      if (methods.includes("GET") && !path.startsWith("/api/events")) {
        for (const nextauth of ["session", "csrf", "providers", "error"]) {
          await visit(withParameters(path, { nextauth, id, path: "lib/session/policy.ts" }));
          if (!path.includes("nextauth")) break;
        }
      }
    }
    // The rotation below gives another token.
    await visit("/account");
    const status = await page.evaluate(() =>
      fetch("/api/session/rotate", { method: "POST" }).then((answer) => answer.status),
    );
    expect(status).toBe(204);
    const device = await playwright.request.newContext(baseURL === undefined ? {} : { baseURL });
    await signInByApi(device, person);
    await device.dispose();
    await ageProof(node, page.request);
    await page.goto("/account/end-sessions?which=others");
    for (const [password, where, said] of [
      ["not the password", page.locator("#problem"), /The password is wrong/],
      [person.password, page.getByTestId("done"), /devices? (was|were) signed out/],
    ] as const) {
      await page.getByLabel("Your password").fill(password);
      await page.getByRole("button", { name: "Sign out the others" }).click();
      await expect(where).toContainText(said);
      onPages.push(await readable(page));
    }
    await more();
    onPages.push(await readable(page));

    const redis = await redisDump();
    const measured = await metrics();
    const stream = page.request.get("/api/events");
    await page.goto("/account");
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await expect(page).toHaveURL("/");
    const events = { where: "the event stream", text: await (await stream).text() };
    await seen.end();
    const told = spies.texts();
    spies.close();
    const files = await written();

    expect(seen.cookies.size, "sign-in, rotation and step-up each gave a token").toBeGreaterThanOrEqual(3);
    const everywhere = [...seen.texts, ...onPages, ...redis, ...measured, ...told, ...files, events];
    for (const seal of seen.cookies) expect(find(await needlesOf(seal), everywhere)).toEqual([]);

    // The controls: the same search finds public text in each kind of place, and a cookie in its
    // own place.
    for (const [kind, texts] of Object.entries({ page: onPages, answer: seen.texts, redis, told })) {
      expect(whereFound(id, texts), `the session's id, which is public, is seen in some ${kind}`).not.toEqual(
        [],
      );
    }
    expect(whereFound(marker, files).join(), "a path that was asked for is in a log").toMatch(/nginx/);
    expect(whereFound("event: ended", [events])).toEqual(["the event stream"]);
    expect(measured.every(({ text }) => text.includes("process_cpu"))).toBe(true);
    for (const seal of seen.cookies) {
      const jar = { where: "the cookie", text: `${seal} ${await unsealToken(seal)}` };
      expect(find(await needlesOf(seal), [jar])).toEqual(
        ["the seal", "the token", "the secret"].map((what) => `${what} in the cookie`),
      );
    }
  });
}
