/*
 * Section: Sessions
 * Promise: A logout counts on every node at once, also for a kept copy of the cookie.
 * Control: `lib/session/races.test.ts`: connect-redis brings some ended sessions back under the
 *   same steps.
 */
import { partsOf } from "../stack/topology.ts";
import { cookieOf } from "./fixtures/person.ts";
import { signIn, type Whoami } from "./fixtures/site.ts";
import { stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test("after signing out, a kept copy of the cookie opens nothing on any node", async ({
  page,
  playwright,
}) => {
  await signIn(page);
  const stolen = await cookieOf(page);
  // This asks each node by itself, past nginx.
  const askEveryNode = async () => {
    const sessions: Whoami["session"][] = [];
    for (const { name } of partsOf(stack.parts, "app")) {
      const { host, port } = await stack.address(name);
      const thief = await playwright.request.newContext();
      const response = await thief.get(`http://${host}:${port}/api/whoami`, {
        headers: { Cookie: `unstuck=${stolen}` },
      });
      expect(response.status()).toBe(200);
      sessions.push(((await response.json()) as Whoami).session);
      await thief.dispose();
    }
    return sessions;
  };
  expect(await askEveryNode(), "the copy works while its owner is signed in").not.toContain(null);

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("navigation", { name: "Site" })).toContainText("Sign in");
  expect(await askEveryNode()).toEqual([null, null, null]);
});
