import { openSecondSite } from "../stack/site.ts";
import { visitNodes } from "./fixtures/account.ts";
import { sendLogin, user } from "./fixtures/site.ts";
import { nodeNames } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

// The negative control of login-survives-node-switch: the same steps on a stack that differs in one setting.
const inMemory = openSecondSite("memory-sessions", { SESSION_STORE: "memory" });

test.use({ baseURL: inMemory.siteUrl });

test.beforeAll(async () => {
  test.setTimeout(120_000);
  await inMemory.remove();
  await inMemory.stack.up();
});
test.afterAll(() => inMemory.remove());

test("with sessions in a node's memory, the same steps lose the login at the first switch", async ({
  page,
}) => {
  // Not `signIn`, which waits for the account page: the switch may come with the page's first request.
  const createdBy = await sendLogin(page, { ...user, password: (await inMemory.secrets()).DEMO_PASSWORD });
  expect(await page.context().cookies(), "the login was taken").toContainEqual(
    expect.objectContaining({ name: "unstuck" }),
  );
  const { visits } = await visitNodes(page, nodeNames);
  const last = visits.at(-1);
  expect(last?.status).toBe("logged-out");
  expect(visits.slice(0, -1).every((visit) => visit.status === "signed-in" && visit.node === createdBy)).toBe(
    true,
  );
  expect(last?.status === "logged-out" && last.node).not.toBe(createdBy);
});
