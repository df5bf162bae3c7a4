/*
 * Section: Sessions
 * Promise: Ending other sessions needs a fresh password, also through the JSON routes.
 * Control: After a new sign-in each of the routes ends the sessions.
 */
import type { APIRequestContext } from "@playwright/test";
import { ageProof, newPerson, type Person } from "./fixtures/person.ts";
import { OneMoreNode } from "./fixtures/sessions.ts";
import { sessionCookie, signInByApi, whoami } from "./fixtures/site.ts";
import { expect, test } from "./fixtures/test.ts";

let node: OneMoreNode;
let person: Person;
let other: APIRequestContext;

test.beforeAll(async () => {
  node = await OneMoreNode.join();
});
test.beforeEach(async ({ request, playwright, baseURL }) => {
  person = await newPerson(node);
  other = await playwright.request.newContext(baseURL === undefined ? {} : { baseURL });
  await signInByApi(request, person);
  await signInByApi(other, person);
});
test.afterEach(() => other.dispose());
test.afterAll(() => node.close());

/** The routes that end other sessions: all sessions, the others, one. */
const endings = async () => {
  const { session } = await whoami(other);
  return ["/api/sessions", "/api/sessions?except=current", `/api/sessions/${session?.id}`];
};

test("a stolen cookie, which has no fresh sign-in behind it, ends no other session by the JSON routes", async ({
  request,
}) => {
  await ageProof(node, request);
  for (const path of await endings()) {
    const answer = await request.delete(path);
    expect(answer.status(), path).toBe(403);
    expect(answer.headers()["content-type"]).toContain("application/problem+json");
    expect(await answer.json()).toMatchObject({ title: "Password needed again", status: 403 });
    expect(answer.headers()["set-cookie"], path).toBeUndefined();
  }
  expect((await whoami(other)).session).not.toBeNull();
  expect((await whoami(request)).session).not.toBeNull();
});

test("its own session may always be ended by its id, without the password", async ({ request }) => {
  await ageProof(node, request);
  const { session } = await whoami(request);
  expect((await request.delete(`/api/sessions/${session?.id}`)).status()).toBe(204);
  expect((await whoami(request)).session).toBeNull();
  expect((await whoami(other)).session).not.toBeNull();
});

test("signing in again, as the refusal says, is proof enough for each of the routes", async ({ request }) => {
  await ageProof(node, request);
  const [all = "", others = "", one = ""] = await endings();
  await signInByApi(request, person);
  expect((await request.delete(one)).status()).toBe(204);
  expect((await whoami(other)).session).toBeNull();
  await signInByApi(other, person);
  expect((await request.delete(others)).status()).toBe(204);
  expect((await whoami(other)).session).toBeNull();
  expect((await whoami(request)).session).not.toBeNull();
  const own = await sessionCookie(request);
  expect((await request.delete(all)).status()).toBe(204);
  const kept = await request.get("/api/whoami", { headers: { cookie: `unstuck=${own}` } });
  expect((await kept.json()).session).toBeNull();
});
