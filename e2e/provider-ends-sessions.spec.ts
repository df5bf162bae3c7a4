/*
 * Section: Sessions
 * Promise: The identity provider can end the sessions that it began, even after an outage of
 *   Redis.
 * Control: The same person's session by password stays alive.
 */
import type { Browser, Page } from "@playwright/test";
import { closeContext } from "./fixtures/close-context.ts";
import { Colleague } from "./fixtures/colleague.ts";
import { beginSignOn, finishSignOn, signOutAtProvider } from "./fixtures/company.ts";
import { cookieOf, knownBy } from "./fixtures/person.ts";
import { aboutSentinels, onCluster } from "./fixtures/redis-nodes.ts";
import type { OneMoreNode } from "./fixtures/sessions.ts";
import { nodeNames, redisNames, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

const everyNode = (who: string | null) => nodeNames.map(() => who);

/** A colleague's browser, signed on through the company. */
async function signedOn(browser: Browser, { email }: Colleague): Promise<{ page: Page; cookie: string }> {
  const page = await (await browser.newContext()).newPage();
  await beginSignOn(page);
  await finishSignOn(page, email);
  await expect(page.getByTestId("session-id")).toBeVisible();
  return { page, cookie: await cookieOf(page) };
}

/** A session of the same person that began by password. No logout at the provider concerns it. */
async function byPassword(node: OneMoreNode, user: string): Promise<string> {
  const { token } = await node.store.create({
    user,
    data: { email: "p@example.com", name: "Ada", role: "user" },
    metadata: {
      createdBy: "e2e",
      signInMethod: "password",
      device: { browser: "Chrome 1", system: "Linux" },
    },
  });
  return token;
}

test("signing out at the provider ends the session that began by it, on every node, and no other of the person", async ({
  browser,
  node,
}) => {
  const colleague = await Colleague.hire();
  const [first, second] = [await signedOn(browser, colleague), await signedOn(browser, colleague)];
  const { user } = await node.sessionOf(first.page.request);
  const password = await byPassword(node, user);
  expect(await knownBy(first.cookie)).toEqual(everyNode(colleague.email));

  await signOutAtProvider(first.page);
  expect(await knownBy(first.cookie)).toEqual(everyNode(null));
  expect(await knownBy(second.cookie)).toEqual(everyNode(colleague.email));
  expect((await node.store.read(password)).status).toBe("alive");

  // The way back in is open.
  await beginSignOn(first.page);
  await finishSignOn(first.page, colleague.email);
  await expect(first.page.getByTestId("session-id")).toBeVisible();
  for (const { page } of [first, second]) await closeContext(page.context());
  await colleague.leave();
});

test("when an administrator of the provider ends all of a person's sessions, those of the company's door end, and those by password stay", async ({
  browser,
  node,
}) => {
  const colleague = await Colleague.hire();
  const [first, second] = [await signedOn(browser, colleague), await signedOn(browser, colleague)];
  const { user } = await node.sessionOf(first.page.request);
  const password = await byPassword(node, user);
  await colleague.endSessions();
  for (const { cookie } of [first, second]) expect(await knownBy(cookie)).toEqual(everyNode(null));
  expect((await node.store.read(password)).status).toBe("alive");
  for (const { page } of [first, second]) await closeContext(page.context());
  await colleague.leave();
});

test("a logout while Redis is away is answered with 503, and the provider sends it again until it counts", async ({
  browser,
}) => {
  test.skip(onCluster, aboutSentinels);
  test.setTimeout(120_000);
  const colleague = await Colleague.hire();
  const { page, cookie } = await signedOn(browser, colleague);
  for (const name of redisNames) await stack.kill(name);
  await colleague.endSessions();
  await stack.up();
  await expect
    .poll(async () => knownBy(cookie).catch(() => "unavailable"), {
      message: "the provider's next try ends the session on every node",
      timeout: 60_000,
    })
    .toEqual(everyNode(null));
  await closeContext(page.context());
  await colleague.leave();
});
