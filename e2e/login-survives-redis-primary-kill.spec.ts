import { newPerson, type Person } from "./fixtures/person.ts";
import { losePrimaryUnderLoad } from "./fixtures/primary-lost.ts";
import { downAfter, rolesOf } from "./fixtures/redis.ts";
import { OneMoreNode } from "./fixtures/sessions.ts";
import { stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

let node: OneMoreNode;
let person: Person;
test.beforeAll(async () => {
  node = await OneMoreNode.join();
  person = await newPerson(node);
});
test.afterAll(() => node.close());

test("the Redis primary is killed under load: no request fails, reads go on, writes wait for the election, and the person notices nothing", async ({
  page,
  request,
}) => {
  test.setTimeout(120_000);
  const lost = await losePrimaryUnderLoad({
    page,
    request,
    person,
    inflict: (name) => stack.kill(name),
    writesWithin: downAfter + 1500,
  });
  await stack.start(lost);
  await expect
    .poll(async () => (await rolesOf())[lost], {
      message: "the old primary comes back as a replica",
      timeout: 30_000,
    })
    .toBe("replica");
  await page.reload();
  await expect(page.getByTestId("session-id")).toBeVisible();
});
