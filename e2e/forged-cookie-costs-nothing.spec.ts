import { randomBytes } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";
import fc from "fast-check";
import { sealData } from "iron-session";
import { mutated } from "../lib/auth/testing/mutated.ts";
import { asOperator } from "../stack/redis-admin.ts";
import { partsOf } from "../stack/topology.ts";
import { sessionCookie, signInByApi, type Whoami } from "./fixtures/site.ts";
import { nodeNames, settings, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

/** How many keys were read by GET on all Redis nodes: each look-up of a session begins with one, of its record. */
async function lookUps(): Promise<number> {
  let total = 0;
  for (const { name } of partsOf(stack.parts, "redis")) {
    const stats = await asOperator(
      await stack.address(name),
      settings.secrets.REDIS_OPERATOR_PASSWORD,
      (redis) => redis.info("commandstats"),
    );
    for (const [, calls] of stats.matchAll(/^cmdstat_get:calls=(\d+)/gm)) total += Number(calls);
  }
  return total;
}

async function ask(request: APIRequestContext, cookie: string): Promise<Whoami> {
  const response = await request.get("/api/whoami", { headers: { Cookie: `unstuck=${cookie}` } });
  expect(response.status()).toBe(200);
  return response.json();
}

test("a forged or damaged cookie is an anonymous visitor and asks Redis nothing", async ({
  request,
  playwright,
  baseURL,
}) => {
  await signInByApi(request);
  const genuine = await sessionCookie(request);
  const forger = await playwright.request.newContext(baseURL === undefined ? {} : { baseURL });

  // A Redis that doesn't know the script yet is asked twice.
  await ask(forger, genuine);
  const idle = await lookUps();
  expect((await ask(forger, genuine)).session).not.toBeNull();
  expect(await lookUps(), "a genuine cookie costs one look-up: the count sees it").toBe(idle + 1);

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
  for (const [kind, cookie] of Object.entries(forged)) {
    // Three times, so that every node is asked.
    for (let turn = 0; turn < 3; turn += 1) expect((await ask(forger, cookie)).session, kind).toBeNull();
  }
  expect(await lookUps(), "forged cookies cost none").toBe(idle + 1);
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
  for (const _ of nodeNames) await ask(forger, genuine);
  const idle = await lookUps();
  const nodes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(mutated(genuine), async (cookie) => {
      // What no Cookie header can carry never reaches a node, and a client leaves blanks at the end out.
      fc.pre(/^[\x21-\x7e]*$/.test(cookie) && !cookie.includes(";") && cookie !== genuine);
      const { node, session } = await ask(forger, cookie);
      nodes.add(node);
      expect(session).toBeNull();
    }),
    { numRuns: 600 },
  );
  expect([...nodes].sort()).toEqual(nodeNames);
  expect(await lookUps(), "mutated cookies cost none").toBe(idle);
  await forger.dispose();
});
