/*
 * Section: Attacks and limits
 * Promise: Only the site's own scripts run on its pages.
 * Control: Without the policy the same injected scripts run.
 */
import { newPerson, type Person, signInAs } from "./fixtures/person.ts";
import { pagePaths, routes, withParameters } from "./fixtures/routes.ts";
import { OneMoreNode } from "./fixtures/sessions.ts";
import { nodeNames, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

let node: OneMoreNode;
let person: Person;
test.beforeAll(async () => {
  node = await OneMoreNode.join();
  person = await newPerson(node, "operator");
});
test.afterAll(() => node.close());

type Headers = Record<string, string>;

/** A policy's directives with their values. */
const directives = (headers: Headers) =>
  new Map(
    (headers["content-security-policy"] ?? "")
      .split(";")
      .map((directive) => directive.trim().split(/\s+/))
      .map(([name = "", ...values]) => [name, values]),
  );

/** The headers that every answer has. */
function expectCommonHeaders(headers: Headers, where: string): void {
  expect(headers, where).toMatchObject({
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  });
  expect(headers["x-powered-by"], where).toBeUndefined();
}

const somePages = [...pagePaths, "/account/end-sessions?which=all", "/no-such-page"];

for (const signedIn of [false, true]) {
  test(`every page ${signedIn ? "of who is signed in" : "of nobody"} allows the scripts with its own nonce and no other, in no frame, and is kept nowhere`, async ({
    page,
  }) => {
    if (signedIn) await signInAs(page, person);
    const nonces = new Set<string>();
    for (const path of somePages) {
      const answer = await page.request.get(path);
      const headers = answer.headers();
      expectCommonHeaders(headers, path);
      const policy = directives(headers);
      expect(policy.get("default-src"), path).toEqual(["'none'"]);
      expect(policy.get("base-uri"), path).toEqual(["'none'"]);
      expect(policy.get("frame-ancestors"), path).toEqual(["'none'"]);
      const script = policy.get("script-src") ?? [];
      const [nonce = ""] = script.flatMap((value) => /^'nonce-(.+)'$/.exec(value)?.[1] ?? []);
      expect(Buffer.from(nonce, "base64").length, path).toBe(16);
      expect(script, path).toEqual(["'self'", `'nonce-${nonce}'`, "'strict-dynamic'"]);
      expect(policy.has("object-src"), "left to default-src").toBe(false);
      expect(nonces.has(nonce), "a nonce is used once").toBe(false);
      nonces.add(nonce);
      const tags = [...(await answer.text()).matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
      expect(tags.length, path).toBeGreaterThan(0);
      expect(
        tags.filter((tag) => !tag.includes(`nonce="${nonce}"`)),
        path,
      ).toEqual([]);
      // An answer that shows the signed-in person must not come back from a cache after a sign-out.
      expect(headers["cache-control"], path).toContain("no-store");
    }
  });
}

test("what is no page runs nothing, shows in no frame, and isn't kept if it tells of somebody", async ({
  page,
}) => {
  await signInAs(page, person);
  // Streams have no end, and nginx refuses two routes to the outside (metrics-stay-inside.spec.ts).
  const asked = routes.filter(
    ({ path, methods }) => methods.includes("GET") && !/^\/api\/(events|metrics|forward-auth)/.test(path),
  );
  for (const { path } of asked) {
    const url = withParameters(path, { nextauth: "session", id: "x", path: "lib/session/policy.ts" });
    const headers = (await page.request.get(url)).headers();
    expectCommonHeaders(headers, url);
    // The report is served as it was written: a document with one style, known by its hash.
    const style = path === "/proof" ? "style-src 'sha256-[\\w+/]{43}='; base-uri 'none'; " : "";
    expect(headers["content-security-policy"], url).toMatch(
      new RegExp(`^default-src 'none'; ${style}frame-ancestors 'none'$`),
    );
  }
  for (const url of ["/api/whoami", "/api/sessions", "/api/auth/session", "/api/auth/csrf"]) {
    expect((await page.request.get(url)).headers()["cache-control"], url).toContain("no-store");
  }
  const [style] = (await (await page.request.get("/")).text()).match(/\/_next\/static\/[^"]+\.css/) ?? [];
  expectCommonHeaders((await page.request.get(style ?? "")).headers(), "a stylesheet");
});

test("after signing out, going back shows nothing of the account", async ({ page }) => {
  await signInAs(page, person);
  await expect(page.getByText(person.email)).toBeVisible();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page).toHaveURL("/");
  await page.goBack();
  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByText(person.email)).toHaveCount(0);
});

/** Injects a script as an attacker would who can write into the page's HTML. */
const note = (what: string) => `(window.ran ??= []).push('${what}')`;
const injected = `<script>${note("script")}</script><img src="/nothing" onerror="${note("handler")}">
  <script src="data:text/javascript,${encodeURIComponent(note("data"))}"></script>`;

for (const [what, keep] of Object.entries({ policy: true, "no policy (the control)": false })) {
  test(`with ${what}, scripts injected into a page ${keep ? "don't run" : "run"}`, async ({ page }) => {
    await page.route("**/login", async (route) => {
      const answer = await route.fetch();
      const { "content-security-policy": policy = "", ...rest } = answer.headers();
      const html = (await answer.text()).replace(/<body[^>]*>/, (body) => body + injected);
      await route.fulfill({
        response: answer,
        headers: keep ? { ...rest, "content-security-policy": policy } : rest,
        body: html,
      });
    });
    const refused: string[] = [];
    page.on("console", (message) => {
      if (/Content Security Policy/.test(message.text())) refused.push(message.text());
    });
    await page.goto("/login");
    await page.evaluate((script) => {
      const link = document.body.appendChild(document.createElement("a"));
      link.href = `javascript:void ${script}`;
      link.click();
    }, note("link"));
    const ran = () => page.evaluate(() => (window as { ran?: string[] }).ran ?? []);
    if (keep) {
      await expect.poll(() => refused.length, "the browser says what it refuses").toBeGreaterThanOrEqual(4);
      expect(await ran()).toEqual([]);
      // The page's own scripts have the nonce and do run: the form is answered without another
      // page.
      await page.getByLabel("Email").fill("nobody@example.com");
      await page.getByLabel("Password").fill("whatever it is");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(page.locator("#problem")).toBeFocused();
    } else {
      await expect.poll(async () => (await ran()).sort()).toEqual(["data", "handler", "link", "script"]);
    }
  });
}

test("while no node answers, nginx's own page runs nothing either", async ({ request }) => {
  test.setTimeout(120_000);
  for (const name of nodeNames) await stack.kill(name);
  for (const path of ["/account", "/api/whoami"]) {
    const answer = await request.get(path);
    expect(answer.status(), path).toBe(503);
    const headers = answer.headers();
    expect(headers["cache-control"], path).toBe("no-store");
    expect(headers["x-content-type-options"], path).toBe("nosniff");
    expect(directives(headers).get("default-src"), path).toEqual(["'none'"]);
    expect(directives(headers).get("frame-ancestors"), path).toEqual(["'none'"]);
    expect(await answer.text(), path).not.toMatch(/<script/);
  }
});
