/*
 * Section: Attacks and limits
 * Promise: A forged or damaged cookie is an anonymous visitor and costs Redis nothing.
 * Control: A genuine cookie costs a look-up, and the same count sees it.
 */
import { randomBytes } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";
import fc from "fast-check";
import { sealData } from "iron-session";
import { mutated } from "../lib/auth/testing/mutated.ts";
import { lookUps } from "./fixtures/look-ups.ts";
import { sessionCookie, signInByApi, type Whoami } from "./fixtures/site.ts";
import { nodeNames } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

/**
 * Other clients may ask in between, such as a page that is just being closed. But the cost of a
 * cookie comes back each time.
 */
const costsNothing = (cookies: string, send: () => Promise<void>): Promise<void> =>
  expect(async () => {
    const before = await lookUps();
    await send();
    expect(await lookUps(), `${cookies} cost none`).toBe(before);
  }).toPass({ timeout: 45_000, intervals: [500] });

/**
 * The site's answer to this cookie: the status, the node and, if 200, whether it found a session.
 */
async function ask(request: APIRequestContext, cookie: string) {
  const response = await request.get("/api/whoami", { headers: { Cookie: `unstuck=${cookie}` } });
  const status = response.status();
  const who: Whoami | undefined = status === 200 ? await response.json() : undefined;
  return { status, node: who?.node, known: who !== undefined && who.session !== null };
}

const inWords = (cookie: string, { status, known }: { status: number; known: boolean }) =>
  `${cookie}: ${status} ${known ? "signed in" : "anonymous"}`;

test("a forged or damaged cookie is an anonymous visitor and asks Redis nothing", async ({
  request,
  playwright,
  baseURL,
}) => {
  await signInByApi(request);
  const genuine = await sessionCookie(request);
  const forger = await playwright.request.newContext(baseURL === undefined ? {} : { baseURL });

  const before = await lookUps();
  expect((await ask(forger, genuine)).known).toBe(true);
  expect(await lookUps(), "a genuine cookie costs a look-up: the count sees it").toBeGreaterThan(before);

  const middle = Math.floor(genuine.length / 2);
  const other = genuine[middle] === "A" ? "B" : "A";
  const forged = {
    "one letter changed": genuine.slice(0, middle) + other + genuine.slice(middle + 1),
    "cut short": genuine.slice(0, middle),
    "its parts swapped": genuine.split("*").reverse().join("*"),
    "sealed with another key": await sealData(
      { token: `${randomBytes(12).toString("hex")}.${randomBytes(32).toString("base64url")}` },
      { password: randomBytes(32).toString("base64url") },
    ),
    "no seal at all": "admin",
    empty: "",
    "very long": "x".repeat(4000),
    "percent signs that decode to nothing": "%ff%00%zz",
    "a JSON object": encodeURIComponent('{"token":"x"}'),
  };
  const answers: string[] = [];
  await costsNothing("forged cookies", async () => {
    for (const [kind, cookie] of Object.entries(forged)) {
      for (const _ of nodeNames) answers.push(inWords(kind, await ask(forger, cookie)));
    }
  });
  expect(answers.filter((answer) => !answer.endsWith("200 anonymous"))).toEqual([]);
  await forger.dispose();
});

test("of 600 mutated cookies none is accepted by any node, none makes an error, and none asks Redis", async ({
  request,
  playwright,
  baseURL,
}) => {
  await signInByApi(request);
  const genuine = await sessionCookie(request);
  const forger = await playwright.request.newContext(baseURL === undefined ? {} : { baseURL });
  expect((await ask(forger, genuine)).known).toBe(true);
  const nodes = new Set<string | undefined>();
  const answers: string[] = [];
  await costsNothing("mutated cookies", () =>
    fc.assert(
      fc.asyncProperty(mutated(genuine), async (cookie) => {
        // A cookie that no Cookie header can carry never reaches a node, and a client leaves out
        // blanks at the end.
        fc.pre(/^[\x21-\x7e]*$/.test(cookie) && !cookie.includes(";") && cookie !== genuine);
        const answer = await ask(forger, cookie);
        nodes.add(answer.node);
        answers.push(inWords(cookie, answer));
      }),
      { numRuns: 600 },
    ),
  );
  expect(answers.filter((answer) => !answer.endsWith("200 anonymous"))).toEqual([]);
  expect([...nodes].sort()).toEqual(nodeNames);
  await forger.dispose();
});
