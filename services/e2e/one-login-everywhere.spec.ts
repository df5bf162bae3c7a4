import { cookieOf, newPerson, signInAs } from "../../e2e/fixtures/person.ts";
import { anotherPrimary, primaryName, settled } from "../../e2e/fixtures/redis.ts";
import { stack } from "../../e2e/fixtures/stack.ts";
import { expect, test } from "../../e2e/fixtures/test.ts";
import { addToCart, ask, askEach, askReplicas, doors, services, signOutAt } from "./doors.ts";

test("a person who signs in at Next.js is known to Express, Django and Spring Boot, by each replica of theirs", async ({
  page,
  person,
  playwright,
  baseURL,
}) => {
  await signInAs(page, person);
  const { id } = await ask("app", page.request);
  for (const door of doors) {
    for (const answer of await askEach(door, page.request))
      expect(answer, door).toMatchObject({ status: 200, id, setCookie: undefined });
  }
  for (const service of services.filter((name) => name !== "express")) {
    await page.goto(`/${service}/`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Hello, Ada Lovelace");
  }
  await addToCart("django", page, "tea");
  await page.goto("/spring/");
  await expect(page.getByRole("listitem"), "what Django put into the cart").toHaveText(["tea"]);

  const stranger = await playwright.request.newContext(baseURL === undefined ? {} : { baseURL });
  for (const door of doors)
    expect(await ask(door, stranger), `${door}, without a cookie`).toMatchObject({ status: 200, id: null });
  await stranger.dispose();
});

for (const door of doors) {
  test(`after a sign-out at ${door} every replica of all four refuses the next request`, async ({
    page,
    person,
  }) => {
    await signInAs(page, person);
    const cookie = await cookieOf(page);
    const { id } = await ask("app", page.request);
    for (const other of doors)
      for (const answer of await askReplicas(other, cookie)) expect(answer, other).toMatchObject({ id });
    await signOutAt(door, page);
    const after = await Promise.all(doors.map((other) => askReplicas(other, cookie)));
    for (const answer of after.flat()) expect(answer).toMatchObject({ status: 200, id: null });
    expect(await page.context().cookies(), "the browser's cookie is taken away").not.toContainEqual(
      expect.objectContaining({ name: "unstuck" }),
    );
  });
}

test("sign-outs at all four, and a moment later the Redis primary is killed: no replica of any takes one of them back", async ({
  browser,
  node,
}) => {
  test.setTimeout(180_000);
  await settled();
  const people = await Promise.all(
    doors.map(async (door) => {
      const page = await browser.newPage();
      await signInAs(page, await newPerson(node));
      return { door, page, cookie: await cookieOf(page) };
    }),
  );
  const stays = await browser.newPage();
  await signInAs(stays, await newPerson(node));
  const { id } = await ask("app", stays.request);
  const primary = await primaryName();
  await Promise.all(people.map(({ door, page }) => signOutAt(door, page)));
  await stack.kill(primary);

  let elected = false;
  const election = anotherPrimary(primary).finally(() => {
    elected = true;
  });
  while (!elected) {
    for (const { door: signedOutAt, cookie, page } of people)
      for (const door of doors)
        expect(
          await ask(door, page.request, cookie),
          `at ${door}, signed out at ${signedOutAt}`,
        ).toMatchObject({
          id: null,
        });
  }
  await election;
  await expect(async () => {
    const answers = await Promise.all(
      people.flatMap(({ cookie }) => doors.map((door) => askReplicas(door, cookie))),
    );
    for (const answer of answers.flat()) {
      expect(answer.id, "dead stays dead").toBeNull();
      expect(answer.status).toBe(200);
    }
  }, "every replica answers with the next primary").toPass({ timeout: 30_000 });
  for (const door of doors)
    expect(await ask(door, stays.request), "who did not sign out is signed in").toMatchObject({ id });
});
