/*
 * Section: Sessions
 * Promise: An answer that is lost on its way signs no one out.
 * Control: `lib/session/honest-users.test.ts` judges by the time of the rotation alone, and honest
 *   browsers are signed out.
 */
import { cookieOf, knownBy, newPerson, type Person } from "./fixtures/person.ts";
import { OneMoreNode } from "./fixtures/sessions.ts";
import { signInByApi, whoami } from "./fixtures/site.ts";
import { nodeNames } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

let node: OneMoreNode;
let person: Person;
test.beforeAll(async () => {
  node = await OneMoreNode.join();
});
test.beforeEach(async ({ page }) => {
  person = await newPerson(node);
  await signInByApi(page.request, person);
});
test.afterAll(() => node.close());

const everyNode = () => nodeNames.map(() => person.email);
const noNode = nodeNames.map(() => null);

test("a sign-in whose answer is lost leaves the browser signed in, and one that arrives ends the session before", async ({
  page,
  request,
}) => {
  const before = await cookieOf(page);
  const headers = { cookie: `unstuck=${before}` };
  // `request` is no browser, so its answers reach no cookie jar of the page.
  expect((await request.post("/api/session", { data: person, headers })).ok()).toBe(true);
  expect(await knownBy(before)).toEqual(everyNode());

  await signInByApi(page.request, person);
  const after = await cookieOf(page);
  expect(after).not.toBe(before);
  expect(await knownBy(before), "the new cookie was not shown yet").toEqual(everyNode());
  expect(await knownBy(after)).toEqual(everyNode());
  expect(await knownBy(before)).toEqual(noNode);
});

test("a new token whose answer is lost signs nobody out, and asking again gives it", async ({
  page,
  request,
}) => {
  const before = await cookieOf(page);
  const headers = { cookie: `unstuck=${before}` };
  for (let lost = 0; lost < 3; lost += 1)
    expect((await request.post("/api/session/rotate", { headers })).status()).toBe(204);
  expect(await knownBy(before)).toEqual(everyNode());
  expect((await page.request.post("/api/session/rotate")).status()).toBe(204);
  const after = await cookieOf(page);
  expect(after).not.toBe(before);
  expect(await knownBy(after)).toEqual(everyNode());
  expect((await whoami(page.request)).session).not.toBeNull();
});

test("a copy of the cookie before a new token signs nobody else out, however lately the owner signed in", async ({
  page,
  request,
}) => {
  const copy = await cookieOf(page);
  const headers = { cookie: `unstuck=${copy}` };
  await page.request.post("/api/session/rotate");
  expect((await whoami(page.request)).session, "the owner shows the next one").not.toBeNull();
  expect((await request.delete("/api/sessions", { headers })).status()).toBe(403);
  expect((await request.delete("/api/sessions?except=current", { headers })).status()).toBe(403);
  expect((await page.request.delete("/api/sessions?except=current")).status(), "the owner").toBe(204);
});
