import type { APIRequestContext } from "@playwright/test";
import { cookieOf, signInAs } from "../../e2e/fixtures/person.ts";
import { anotherPrimary, primaryName, settled } from "../../e2e/fixtures/redis.ts";
import { redisNames, stack } from "../../e2e/fixtures/stack.ts";
import { expect, test } from "../../e2e/fixtures/test.ts";
import { addToCart, ask, askEach, doors } from "./doors.ts";

test("without Redis all four answer 503 and leave the cookie alone, and the login is there again with Redis", async ({
  page,
  person,
  playwright,
  baseURL,
}) => {
  test.setTimeout(180_000);
  await signInAs(page, person);
  const cookie = await cookieOf(page);
  const { id } = await ask("app", page.request);
  for (const name of redisNames) await stack.kill(name);
  const stranger = await playwright.request.newContext(baseURL === undefined ? {} : { baseURL });
  for (const door of doors) {
    for (const _ of ["one replica", "the other"]) {
      const answer = await ask(door, page.request);
      expect(answer, door).toMatchObject({ status: 503, setCookie: undefined });
      expect(answer.retryAfter, door).toMatch(/^\d+$/);
    }
    expect(await ask(door, stranger), `${door}, without a cookie`).toMatchObject({ status: 200, id: null });
  }
  await stranger.dispose();
  expect(await cookieOf(page)).toBe(cookie);
  for (const name of redisNames) await stack.start(name);
  await expect(async () => {
    for (const door of doors) expect(await ask(door, page.request), door).toMatchObject({ status: 200, id });
  }, "the same login is known again").toPass({ timeout: 30_000 });
});

test("a node, replicas of the services and the primary are killed while a person clicks through all four: nobody is signed out, and the cart is as it was", async ({
  page,
  person,
}) => {
  test.setTimeout(180_000);
  await settled();
  await signInAs(page, person);
  const { id } = await ask("app", page.request);
  await addToCart("django", page, "tea");
  await addToCart("spring", page, "cups");
  const pages = ["/account", "/express/whoami", "/django/", "/spring/"];
  const seen: { path: string; status: number }[] = [];
  const click = async () => {
    for (const path of pages) {
      const response = await page.goto(path);
      const status = response?.status() ?? 0;
      seen.push({ path, status });
      expect([200, 503], `${path} answers, or says that it can't`).toContain(status);
      expect(new URL(page.url()).pathname, "nobody is sent to the sign-in").toBe(path);
      if (path === "/express/whoami" && status === 200)
        expect(await page.locator("body").textContent()).toContain('"signedIn":true');
      if (/django|spring/.test(path) && status === 200)
        await expect(page.getByRole("listitem")).toHaveText(["tea", "cups"]);
    }
  };
  await click();
  const primary = await primaryName();
  await Promise.all(["app-a", "express-a", "django-b", "spring-a"].map((name) => stack.kill(name)));
  await stack.kill(primary);
  let elected = false;
  const election = anotherPrimary(primary).finally(() => {
    elected = true;
  });
  while (!elected) await click();
  await election;
  await expect(async () => {
    const from = seen.length;
    await click();
    expect(seen.slice(from).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  }, "all four answer with the next primary and what is left of them").toPass({ timeout: 30_000 });
  for (const door of doors) expect(await ask(door, page.request), door).toMatchObject({ id });
});

/**
 * The changes that each of four languages makes in its own part of one login, one after the other.
 */
const changes: Readonly<Record<string, (request: APIRequestContext, nth: number) => Promise<number>>> = {
  "Next.js": async (request) => (await request.post("/api/session/counter")).status(),
  Express: async (request) => (await request.post("/express/visits")).status(),
  Django: async (request) =>
    (await request.post("/django/visits", { headers: { accept: "application/json" } })).status(),
  "Spring Boot": async (request, nth) =>
    (await request.post("/spring/note", { form: { note: `${nth}` }, maxRedirects: 0 })).status(),
};

test("50 changes from four languages at once, each of its own part, and none is lost", async ({
  page,
  person,
  node,
}) => {
  await signInAs(page, person);
  const times: Readonly<Record<string, number>> = {
    "Next.js": 13,
    Express: 13,
    Django: 12,
    "Spring Boot": 12,
  };
  await Promise.all(
    Object.entries(changes).map(async ([language, change]) => {
      for (let nth = 1; nth <= (times[language] ?? 0); nth += 1)
        expect(await change(page.request, nth), `${language}, its change ${nth}`).toBeLessThan(400);
    }),
  );
  const { data, parts } = await node.sessionOf(page.request);
  expect({ counter: data.counter, ...parts }).toEqual({
    counter: 13,
    express: { visits: 13 },
    django: { visits: 12 },
    spring: { note: "12" },
  });
  for (const door of doors) await askEach(door, page.request);
});

test("50 changes of one cart at once, by Django and Spring Boot, are all in it", async ({
  page,
  person,
  node,
}) => {
  await signInAs(page, person);
  const items = Array.from({ length: 50 }, (_, nth) => `${nth}`);
  const answers = await Promise.all(
    items.map((item, nth) =>
      page.request.post(nth % 2 === 0 ? "/django/cart" : "/spring/cart", {
        form: { item },
        headers: { accept: "application/json" },
      }),
    ),
  );
  expect(new Set(answers.map((answer) => answer.status()))).toEqual(new Set([200]));
  const { shared } = (await node.sessionOf(page.request)).parts as { shared: { cart: string[] } };
  expect(shared.cart.toSorted()).toEqual(items.toSorted());
});
