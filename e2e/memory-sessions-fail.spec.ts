/*
 * Section: Nodes
 * Promise: With sessions in a node's memory, the login is lost at the first switch to another
 *   node.
 * Control: It is itself the control of `login-survives-node-switch`.
 */
import { visitNodes } from "./fixtures/account.ts";
import { buildWith } from "./fixtures/other-build.ts";
import { restore } from "./fixtures/releases.ts";
import { sendLogin, user } from "./fixtures/site.ts";
import { nodeNames, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

// This is the negative control of login-survives-node-switch: the same steps on another build,
// whose composition puts a node's memory in place of the store. No setting of the site can do that.
const before = await stack.builds();

test.beforeAll(async () => {
  test.setTimeout(300_000);
  const imports = `import type { SessionMetadata } from "@/lib/auth/session-metadata.ts";
import { appPolicy, type SessionData, sessions } from "@/lib/auth/sessions.ts";
import { env } from "@/lib/env.ts";
import { MemorySessions } from "@/lib/session/memory.ts";
`;
  const room = `const inMemory: Room = {
  settings: env,
  begin: () => sessions.replaceWith(() => new MemorySessions<SessionData, SessionMetadata>(appPolicy())),
};
`;
  await stack.deploy(
    await buildWith([
      ["composition/rooms.ts", "import type { Room } from", `${imports}${room}import type { Room } from`],
      ["composition/rooms.ts", "rooms: readonly Room[] = [", "rooms: readonly Room[] = [inMemory, "],
    ]),
  );
});
test.afterAll(async () => {
  test.setTimeout(120_000);
  await restore(before);
});

test("with sessions in a node's memory, the same steps lose the login at the first switch", async ({
  page,
}) => {
  // Not `signIn`, which waits for the account page: the switch may come with the page's first
  // request.
  const createdBy = await sendLogin(page, user);
  expect(await page.context().cookies(), "the login was taken").toContainEqual(
    expect.objectContaining({ name: "unstuck" }),
  );
  // A second tab visits the page, since the first is still on its way to it.
  const { visits } = await visitNodes(await page.context().newPage(), nodeNames);
  const last = visits.at(-1);
  expect(last?.status).toBe("logged-out");
  expect(visits.slice(0, -1).every((visit) => visit.status === "signed-in" && visit.node === createdBy)).toBe(
    true,
  );
  expect(last?.status === "logged-out" && last.node).not.toBe(createdBy);
});
