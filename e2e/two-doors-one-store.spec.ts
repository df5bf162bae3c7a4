/*
 * Section: Sessions
 * Promise: Sessions of both doors are one list; each can be revoked alone, and all by signing out
 *   everywhere.
 * Control: `controls/index.test.ts` lets records answer without the list, and signing out
 *   everywhere ends nothing.
 */
import { type APIRequestContext, request } from "@playwright/test";
import { partsOf } from "../stack/topology.ts";
import { callback, site, walkToCallback } from "./fixtures/company.ts";
import { OneMoreNode } from "./fixtures/sessions.ts";
import { sessionCookie, signInByApi, user, whoami } from "./fixtures/site.ts";
import { stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

let node: OneMoreNode;
let password: APIRequestContext;
let company: APIRequestContext;

test.beforeAll(async () => {
  node = await OneMoreNode.join();
});

/** One person's two browsers, each signed in through a different door. */
test.beforeEach(async () => {
  [password, company] = await Promise.all([
    request.newContext({ baseURL: site }),
    request.newContext({ baseURL: site }),
  ]);
  await signInByApi(password);
  await callback(company, await walkToCallback(company, user.email));
});
test.afterEach(async () => {
  await Promise.all([password.dispose(), company.dispose()]);
});
test.afterAll(() => node.close());

/** The answer of each node by itself, past nginx, about a browser's session. */
async function everyNode(browser: APIRequestContext): Promise<(string | null)[]> {
  const cookie = `unstuck=${await sessionCookie(browser)}`;
  return Promise.all(
    partsOf(stack.parts, "app").map(async ({ name }) => {
      const { host, port } = await stack.address(name);
      const response = await fetch(`http://${host}:${port}/api/whoami`, { headers: { cookie } });
      expect(response.status).toBe(200);
      const { session } = (await response.json()) as { session: { id: string } | null };
      return session?.id ?? null;
    }),
  );
}

test("both doors lead to one user, whose sessions are listed side by side", async () => {
  const [byPassword, byCompany] = [await node.sessionOf(password), await node.sessionOf(company)];
  expect(byCompany.user).toBe(byPassword.user);
  const listed = await node.store.list(byPassword.user);
  expect(listed.map((one) => [one.id, one.readable && one.metadata.signInMethod])).toEqual(
    expect.arrayContaining([
      [byPassword.id, "password"],
      [byCompany.id, "company"],
    ]),
  );
});

test("a session of each door is revoked by its id, and the other one stays", async () => {
  for (const revoked of ["password", "company"]) {
    await signInByApi(password);
    const [ends, stays] = revoked === "password" ? [password, company] : [company, password];
    const [ending, staying] = [await node.sessionOf(ends), await node.sessionOf(stays)];
    expect(await everyNode(ends)).toEqual([ending.id, ending.id, ending.id]);
    expect(await node.store.revoke(ending)).toBe(true);
    expect(await everyNode(ends)).toEqual([null, null, null]);
    expect(await everyNode(stays)).toEqual([staying.id, staying.id, staying.id]);
  }
});

test("after signing out everywhere both browsers are out on all three nodes", async () => {
  const { user: owner, id } = await node.sessionOf(company);
  expect(await everyNode(company)).toEqual([id, id, id]);
  await node.store.revokeAll(owner);
  expect(await everyNode(password)).toEqual([null, null, null]);
  expect(await everyNode(company)).toEqual([null, null, null]);
});

test("signing in through the other door ends the session that this browser had", async () => {
  const before = await company.storageState();
  await signInByApi(company);
  expect((await whoami(company)).session).toMatchObject({ signInMethod: "password" });
  const old = await request.newContext({ baseURL: site, storageState: before });
  expect((await whoami(old)).session).toBeNull();
  await old.dispose();
});
