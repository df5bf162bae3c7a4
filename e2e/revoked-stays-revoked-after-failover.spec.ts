/*
 * Section: Redis
 * Promise: A revoked session stays revoked when the primary dies a moment later.
 * Control: `controls/journal.test.ts` takes the journal away, and the new primary brings the
 *   session back.
 */
import { visitAccount } from "./fixtures/account.ts";
import { cookieOf, knownBy, signInAs } from "./fixtures/person.ts";
import { anotherPrimary, primaryName, rolesOf, settled } from "./fixtures/redis.ts";
import { nodeNames, settings, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test("a device that was signed out stays so when the primary dies a moment later, during the election and after it", async ({
  page,
  person,
  browser,
}) => {
  test.setTimeout(120_000);
  await settled();
  const device = await (await browser.newContext()).newPage();
  await signInAs(device, person);
  const cookie = await cookieOf(device);
  await signInAs(page, person);
  expect(await knownBy(cookie)).toEqual(nodeNames.map(() => person.email));
  await page
    .getByTestId("devices")
    .getByRole("link", { name: /^Sign out/ })
    .first()
    .click();
  const lost = await primaryName();
  await page.getByRole("button", { name: "Sign it out" }).click();
  await expect(page.getByTestId("done")).toContainText("1 device was signed out.");
  await stack.kill(lost);

  let isOver = false;
  const elected = anotherPrimary(lost).finally(() => {
    isOver = true;
  });
  const answers: string[] = [];
  while (!isOver) {
    const answer = await fetch(new URL("/api/whoami", settings.siteUrl), {
      headers: { cookie: `unstuck=${cookie}` },
    });
    answers.push(answer.ok ? JSON.stringify((await answer.json()).session) : String(answer.status));
  }
  await elected;
  expect(answers.length).toBeGreaterThan(3);
  expect([...new Set(answers)].filter((answer) => !/^(null|503)$/.test(answer))).toEqual([]);

  await stack.start(lost);
  await expect
    .poll(async () => (await rolesOf())[lost], { message: "the old primary is a replica", timeout: 30_000 })
    .toBe("replica");
  expect(await knownBy(cookie), "on every node").toEqual([null, null, null]);
  await expect(device, "the device was sent to the login").toHaveURL(/\/login\?ended=elsewhere$/, {
    timeout: 15_000,
  });
  expect(await visitAccount(page), "who signed it out is still there").toMatchObject({ status: "signed-in" });
  await device.context().close();
});
