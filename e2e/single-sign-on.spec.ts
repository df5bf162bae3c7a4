/*
 * Section: Signing in
 * Promise: A company sign-on begun on one node is finished by another, even if the first one dies.
 * Control: An altered, foreign or repeated callback is refused; the genuine one is accepted.
 */
import type { APIRequestContext } from "@playwright/test";
import { visitNodes } from "./fixtures/account.ts";
import { closeContext } from "./fixtures/close-context.ts";
import { beginSignOn, callback, finishSignOn, site, walkToCallback } from "./fixtures/company.ts";
import { cookieOf } from "./fixtures/person.ts";
import { aboutSentinels, onCluster } from "./fixtures/redis-nodes.ts";
import { OneMoreNode } from "./fixtures/sessions.ts";
import { operator, sessionCookie, signInByApi, user, whoami } from "./fixtures/site.ts";
import { nodeNames, redisNames, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";
import { giveTurnTo } from "./fixtures/turn.ts";

test("a sign-on begun on each of the nodes is finished on another", async ({ browser, request }) => {
  test.setTimeout(120_000);
  for (const [index, node] of nodeNames.entries()) {
    const another = nodeNames.at(index - 1) ?? "";
    // Another client's request in between takes a turn. That isn't the claim's fault.
    await expect(async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      const begun = await beginSignOn(page, () => giveTurnTo(node, request));
      await giveTurnTo(another, request);
      const finished = await finishSignOn(page, user.email);
      await expect(page.getByTestId("session-id")).toBeVisible();
      await closeContext(context);
      expect([begun.node, finished.node]).toEqual([node, another]);
    }).toPass({ timeout: 40_000 });
  }
});

test("the node that began a sign-on dies while the person is at the provider: another finishes it", async ({
  page,
}) => {
  const begun = await beginSignOn(page);
  await stack.kill(begun.node);
  const finished = await finishSignOn(page, user.email);
  expect(finished.node).not.toBe(begun.node);
  await expect(page.getByTestId("session-id")).toBeVisible();
  const { session } = await whoami(page.request);
  expect(session).toMatchObject({
    signInMethod: "company",
    createdBy: finished.node,
    user: { email: user.email },
  });
});

test("the identity provider restarts while a person is there, and the sign-on goes on", async ({ page }) => {
  await beginSignOn(page);
  await stack.restart("identity-provider");
  await finishSignOn(page, user.email);
  await expect(page.getByTestId("session-id")).toBeVisible();
});

test("a single-sign-on session is known to all three nodes, and the account says its door", async ({
  page,
}) => {
  await beginSignOn(page);
  await finishSignOn(page, user.email);
  await expect(page.getByText("company single sign-on", { exact: true })).toBeVisible();
  const { visits, nodes } = await visitNodes(page, nodeNames);
  expect(visits.filter(({ status }) => status !== "signed-in")).toEqual([]);
  expect([...nodes].sort()).toEqual(nodeNames);
});

test.describe("a callback is refused", () => {
  const elsewhere = "/login?error=SignOnElsewhere";
  const over = "/login?error=SignOnOver";

  test("never, if it is what the provider sent to this browser (the control of those below)", async ({
    request,
  }) => {
    const url = await walkToCallback(request, user.email);
    expect((await callback(request, url)).location).toBe("/account");
    expect((await whoami(request)).session).toMatchObject({ user: { email: user.email } });
  });

  test("with another state", async ({ request }) => {
    const url = await walkToCallback(request, user.email);
    url.searchParams.set("state", "another");
    expect((await callback(request, url)).location).toBe(elsewhere);
    expect((await whoami(request)).session).toBeNull();
  });

  test("without its state", async ({ request }) => {
    const url = await walkToCallback(request, user.email);
    url.searchParams.delete("state");
    expect((await callback(request, url)).location).toBe(elsewhere);
    expect((await whoami(request)).session).toBeNull();
  });

  test("in another browser than the one that began", async ({ request, playwright }) => {
    const url = await walkToCallback(request, user.email);
    const other = await playwright.request.newContext({ baseURL: site });
    expect((await callback(other, url)).location).toBe(elsewhere);
    expect((await whoami(other)).session).toBeNull();
    await other.dispose();
  });

  /** The cookie of this browser's sign-on that is under way. */
  const flowOf = async (request: APIRequestContext) => {
    const { cookies, origins } = await request.storageState();
    const flow = cookies.find(({ name }) => name.startsWith("sign-on."));
    if (!flow) throw new Error("No sign-on is under way.");
    return { flow, cookies, origins };
  };

  test("with the cookie of another sign-on, which is as genuine", async ({ playwright }) => {
    const [other, own] = [
      await playwright.request.newContext({ baseURL: site }),
      await playwright.request.newContext({ baseURL: site }),
    ];
    await walkToCallback(other, user.email);
    const url = await walkToCallback(own, user.email);
    const { flow: theirs } = await flowOf(other);
    const { flow, cookies, origins } = await flowOf(own);
    const mixed = await playwright.request.newContext({
      baseURL: site,
      storageState: {
        origins,
        cookies: cookies.map((cookie) => (cookie === flow ? { ...cookie, value: theirs.value } : cookie)),
      },
    });
    expect((await callback(mixed, url)).location).toBe(elsewhere);
    expect((await whoami(mixed)).session).toBeNull();
    for (const context of [other, own, mixed]) await context.dispose();
  });

  test("with the code of another sign-on, which PKCE binds to its browser", async ({ playwright }) => {
    const [other, own] = [
      await playwright.request.newContext({ baseURL: site }),
      await playwright.request.newContext({ baseURL: site }),
    ];
    const theirs = await walkToCallback(other, user.email);
    const url = await walkToCallback(own, user.email);
    url.searchParams.set("code", theirs.searchParams.get("code") ?? "");
    expect((await callback(own, url)).location).toBe(over);
    expect((await whoami(own)).session).toBeNull();
    for (const context of [other, own]) await context.dispose();
  });

  test("a second time", async ({ request, playwright }) => {
    const url = await walkToCallback(request, user.email);
    const before = await playwright.request.newContext({
      baseURL: site,
      storageState: await request.storageState(),
    });
    expect((await callback(request, url)).location).toBe("/account");
    expect((await callback(before, url)).location).toBe(over);
    expect((await whoami(before)).session).toBeNull();
    await before.dispose();
  });
});

test("a person whose email the provider hasn't verified is refused, and told why", async ({ page }) => {
  await beginSignOn(page);
  await finishSignOn(page, "unverified@example.com");
  await expect(page.getByTestId("sign-on-refused")).toContainText("hasn’t verified your email");
  expect((await whoami(page.request)).session).toBeNull();
});

test.describe("somebody who is new here", () => {
  const newcomer = "newcomer@example.com";
  let node: OneMoreNode;
  test.beforeEach(async () => {
    node = await OneMoreNode.join();
    await node.forget(newcomer);
  });
  test.afterEach(() => node.close());

  test("gets an account by the first sign-on, and the same one by the next", async ({ playwright }) => {
    const owners = new Set<string>();
    for (let visit = 0; visit < 2; visit += 1) {
      const browser = await playwright.request.newContext({ baseURL: site });
      expect((await callback(browser, await walkToCallback(browser, newcomer))).location).toBe("/account");
      const { user: owner, data } = await node.sessionOf(browser);
      expect(data).toMatchObject({ email: newcomer, role: "user" });
      owners.add(owner);
      await browser.dispose();
    }
    expect(owners.size).toBe(1);
    expect((await node.users.findByEmail(newcomer))?.emailVerified).toBeInstanceOf(Date);
  });

  test("gets the account that has that address only if the account has shown to read it", async ({
    request,
    playwright,
  }) => {
    const created = await node.users.create({ email: newcomer, name: "Local", password: "x".repeat(20) });
    const id = created.status === "created" ? created.user.id : "";
    await node.users.update(id, { emailVerified: new Date() });
    expect((await callback(request, await walkToCallback(request, newcomer))).location).toBe("/account");
    expect((await node.sessionOf(request)).user).toBe(id);

    await node.forget(newcomer);
    await node.users.create({ email: newcomer, name: "Squatter", password: "x".repeat(20) });
    const browser = await playwright.request.newContext({ baseURL: site });
    const { location } = await callback(browser, await walkToCallback(browser, newcomer));
    expect(location).toBe("/account?did=address-freed");
    expect((await node.sessionOf(browser)).data).toMatchObject({ email: newcomer, name: "Newcomer" });
    await browser.dispose();
  });
});

test("a session planted in the browser gets nothing of the person who signs on, and ends", async ({
  request,
  playwright,
}) => {
  await signInByApi(request, operator);
  const planted = await sessionCookie(request);
  const copy = await playwright.request.newContext({
    baseURL: site,
    storageState: await request.storageState(),
  });
  expect((await whoami(copy)).session).toMatchObject({ user: { email: operator.email } });
  const url = await walkToCallback(request, user.email);
  expect((await callback(request, url)).location).toBe("/account");
  expect((await whoami(request)).session).toMatchObject({ user: { email: user.email } });
  expect(await sessionCookie(request)).not.toBe(planted);
  expect((await whoami(copy)).session).toBeNull();
  await copy.dispose();

  // A cookie whose name makes Auth.js take it for a part of its own gets nothing either.
  await signInByApi(request, operator);
  const { cookies, origins } = await request.storageState();
  const inParts = await playwright.request.newContext({
    baseURL: site,
    storageState: {
      origins,
      cookies: cookies.map((cookie) =>
        cookie.name === "unstuck" ? { ...cookie, name: "unstuck.0" } : cookie,
      ),
    },
  });
  expect((await callback(inParts, await walkToCallback(inParts, user.email))).location).toBe("/account");
  expect((await whoami(inParts)).session).toMatchObject({ user: { email: user.email } });
  await inParts.dispose();
});

test("a POST from another site starts no sign-on and ends no session", async ({ request }) => {
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json();
  for (const action of ["signin/company", "signout", "callback/company"]) {
    const response = await request.post(`/api/auth/${action}`, {
      form: { csrfToken },
      headers: { "sec-fetch-site": "cross-site" },
      maxRedirects: 0,
    });
    expect(response.status(), action).toBe(403);
  }
});

test("while Redis is away nobody is signed out at this door, and a sign-on says so with 503", async ({
  playwright,
}) => {
  test.skip(onCluster, aboutSentinels);
  test.setTimeout(120_000);
  const contexts = await Promise.all(
    Array.from({ length: 3 }, () => playwright.request.newContext({ baseURL: site })),
  );
  const [stays, leaves, comes] = contexts as [APIRequestContext, APIRequestContext, APIRequestContext];
  for (const context of [stays, leaves]) await callback(context, await walkToCallback(context, user.email));
  const url = await walkToCallback(comes, user.email);
  const { csrfToken } = await (await leaves.get("/api/auth/csrf")).json();
  expect(await (await stays.get("/api/auth/session")).json()).toMatchObject({ user: { email: user.email } });

  for (const name of redisNames) await stack.kill(name);
  const session = await stays.get("/api/auth/session");
  expect(session.status(), "Auth.js itself would answer 200 and null").toBe(503);
  expect(session.headers()["set-cookie"]).toBeUndefined();
  const signOut = await leaves.post("/api/auth/signout", { form: { csrfToken }, maxRedirects: 0 });
  expect(signOut.status(), "Auth.js itself would forget the cookie of a session that goes on").toBe(503);
  expect(signOut.headers()["set-cookie"]).toBeUndefined();
  expect((await callback(comes, url)).location).toBe("/login?error=Unavailable");
  const told = await comes.get("/login?error=Unavailable");
  expect(told.status()).toBe(503);
  expect(told.headers()["retry-after"]).toBe("2");

  await stack.up();
  await expect
    .poll(async () => (await stays.get("/api/auth/session")).status(), {
      message: "the session is answered again once Redis is back",
      timeout: 15_000,
    })
    .toBe(200);
  expect((await whoami(stays)).session).toMatchObject({ user: { email: user.email } });
  for (const context of contexts) await context.dispose();
});

test("Auth.js's own sign-out ends the session on every node", async ({ page }) => {
  await beginSignOn(page);
  await finishSignOn(page, user.email);
  const stolen = await cookieOf(page);
  const { csrfToken } = await (await page.request.get("/api/auth/csrf")).json();
  await page.request.post("/api/auth/signout", { form: { csrfToken } });
  expect((await page.context().cookies()).map(({ name }) => name)).not.toContain("unstuck");
  for (const _ of nodeNames) {
    const response = await page.request.get("/api/whoami", { headers: { cookie: `unstuck=${stolen}` } });
    expect((await response.json()).session).toBeNull();
  }
});
