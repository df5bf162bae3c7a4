/*
 * Section: Attacks and limits
 * Promise: Every route and every server action refuses a write from another site.
 * Control: The same write from this site is accepted.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { APIRequestContext } from "@playwright/test";
import { serverActions } from "./fixtures/actions.ts";
import { cookieOf, knownBy, newPerson, type Person, signInAs } from "./fixtures/person.ts";
import { withParameters, writes } from "./fixtures/routes.ts";
import { OneMoreNode } from "./fixtures/sessions.ts";
import { signInByApi, whoami } from "./fixtures/site.ts";
import { nodeNames, settings } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

const own = { origin: new URL(settings.siteUrl).origin, "sec-fetch-site": "same-origin" };

/**
 * The headers that browsers send with a write from elsewhere, and those that a script may add to
 * get past a load balancer.
 */
const foreign: Record<string, Record<string, string>> = {
  "another site": { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
  "another site, in a browser without Fetch Metadata": { origin: "https://evil.example" },
  "a sandboxed frame": { origin: "null", "sec-fetch-site": "cross-site" },
  "a sandboxed frame, in a browser without Fetch Metadata": { origin: "null" },
  "another port of this host": { origin: "http://localhost:1", "sec-fetch-site": "same-site" },
  "a browser that keeps Origin back": { "sec-fetch-site": "cross-site" },
  "another site that claims to be the host asked for": {
    origin: "https://evil.example",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    forwarded: "host=evil.example;proto=https",
  },
};

/**
 * Other servers write to this route, from anywhere: it looks at no cookie, and a signature proves
 * the sender.
 */
const forServers = "/api/auth/backchannel-logout";
/** Proxies ask this route by any method. It changes nothing, and nginx answers 404. */
const forProxies = "/api/forward-auth";

let node: OneMoreNode;
let person: Person;
test.beforeAll(async () => {
  node = await OneMoreNode.join();
});
test.beforeEach(async () => {
  person = await newPerson(node);
});
test.afterAll(() => node.close());

/** The address of a write, with parameters that name something of this person's own. */
const target = (path: string, session: string) => withParameters(path, { id: session, nextauth: "signout" });

test("a write from elsewhere is refused by every route with 403 and changes nothing, signed in or not", async ({
  request,
  playwright,
  baseURL,
}) => {
  await signInByApi(request, person);
  const before = await whoami(request);
  const stranger = await playwright.request.newContext(baseURL === undefined ? {} : { baseURL });
  expect(writes.length, "there are routes that write").toBeGreaterThan(5);
  for (const { method, path } of writes) {
    if (path === forServers || path === forProxies) continue;
    const url = target(path, before.session?.id ?? "");
    for (const [from, headers] of Object.entries(foreign)) {
      for (const context of [request, stranger]) {
        const answer = await context.fetch(url, { method, headers, data: person, maxRedirects: 0 });
        expect(answer.status(), `${method} ${url} from ${from}`).toBe(403);
        expect(answer.headers()["set-cookie"], `${method} ${url} from ${from}`).toBeUndefined();
        expect(await answer.json()).toMatchObject({ title: "Cross-site request" });
      }
    }
    const control = await stranger.fetch(url, { method, headers: own, data: "{}", maxRedirects: 0 });
    expect(await control.text(), `${method} ${url} from this site`).not.toContain("Cross-site request");
  }
  expect((await whoami(request)).session).toEqual(before.session);
  await stranger.dispose();
});

test("the route for another server takes nothing from a browser: neither its cookie nor a token that no provider signed", async ({
  request,
}) => {
  await signInByApi(request, person);
  const before = await whoami(request);
  expect(writes.map(({ path }) => path)).toContain(forServers);
  for (const [from, headers] of Object.entries({ ...foreign, "this site": own })) {
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.e30.`;
    const answer = await request.post(forServers, { headers, form: { logout_token: unsigned } });
    expect(answer.status(), from).toBe(400);
    expect(answer.headers()["set-cookie"], from).toBeUndefined();
    expect(await answer.json(), from).toMatchObject({ error: "invalid_request" });
  }
  expect((await whoami(request)).session).toEqual(before.session);
});

test("a write from elsewhere is refused by every server action with 403 and changes nothing", async ({
  request,
}) => {
  await signInByApi(request, person);
  const before = await whoami(request);
  const actions = await serverActions();
  expect(actions.map(({ name }) => name)).toContain("app/account/actions.ts logout");
  for (const { id, name, page } of actions) {
    for (const [from, headers] of Object.entries(foreign)) {
      for (const [way, ask] of Object.entries({ script: byScript, form: byForm })) {
        const answer = await ask(request, page, id, headers);
        expect(answer.status(), `${name} by ${way} from ${from}`).toBe(403);
        expect(answer.headers()["set-cookie"], `${name} by ${way} from ${from}`).toBeUndefined();
      }
    }
  }
  expect((await whoami(request)).session).toEqual(before.session);

  // The control: the same request from this site signs out.
  const logout = actions.find(({ name }) => name === "app/account/actions.ts logout");
  await byForm(request, logout?.page ?? "", logout?.id ?? "", own);
  expect((await whoami(request)).session).toBeNull();
});

/** Sends an action as React does. */
const byScript = (request: APIRequestContext, page: string, id: string, headers: Record<string, string>) =>
  request.post(page, {
    headers: { ...headers, "next-action": id, "content-type": "text/plain;charset=UTF-8" },
    data: "[]",
    maxRedirects: 0,
  });

/** Sends an action as a form without script does. */
const byForm = (request: APIRequestContext, page: string, id: string, headers: Record<string, string>) =>
  request.post(page, { headers, multipart: { [`$ACTION_ID_${id}`]: "" }, maxRedirects: 0 });

test.describe("a page of another port, to which browsers send this site's cookie along", () => {
  let evil: Server;
  const evilUrl = () => `http://localhost:${(evil.address() as AddressInfo).port}/`;

  test.beforeEach(async () => {
    const action = (await serverActions()).find(({ name }) => name === "app/account/actions.ts logout");
    evil = createServer((_, response) => {
      response.setHeader("content-type", "text/html");
      response.end(`<!doctype html>
        <form id="route" method="post" action="${settings.siteUrl}/api/session/rotate"></form>
        <form id="action" method="post" enctype="multipart/form-data" action="${settings.siteUrl}/account">
          <input name="$ACTION_ID_${action?.id}">
        </form>`);
    });
    await new Promise<void>((listening) => evil.listen(0, "localhost", listening));
  });
  test.afterEach(() => new Promise((closed) => evil.close(closed)));

  test("can't write with it: neither its forms nor its scripts", async ({ page }) => {
    await signInAs(page, person);
    const cookie = await cookieOf(page);
    for (const form of ["route", "action"]) {
      await page.goto(evilUrl());
      const answered = page.waitForResponse((response) => response.request().method() === "POST");
      await page.locator(`#${form}`).evaluate((element) => (element as HTMLFormElement).submit());
      const answer = await answered;
      expect((await answer.request().allHeaders()).cookie, "the browser sends the cookie").toContain(cookie);
      expect(answer.status(), form).toBe(403);
      await page.waitForURL(`${settings.siteUrl}/**`);
    }
    await page.goto(evilUrl());
    for (const method of ["POST", "DELETE"]) {
      const sent = page.evaluate(
        ([url, method]) =>
          fetch(`${url}/api/session`, {
            method,
            mode: method === "POST" ? "no-cors" : "cors",
            credentials: "include",
          }).then(
            ({ type }) => type,
            () => "kept back",
          ),
        [settings.siteUrl, method] as const,
      );
      expect(["opaque", "kept back"]).toContain(await sent);
    }
    expect(await knownBy(cookie)).toEqual(nodeNames.map(() => person.email));
    expect(await cookieOf(page), "no write gave the session another token").toBe(cookie);

    // The control: the site accepts the same form from its own page.
    await page.goto("/account");
    const rotated = await page.evaluate(() =>
      fetch("/api/session/rotate", { method: "POST" }).then(({ status }) => status),
    );
    expect(rotated).toBe(204);
    expect(await cookieOf(page)).not.toBe(cookie);
  });
});
