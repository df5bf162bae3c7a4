import path from "node:path";
import { NativeStack } from "../stack/native.ts";
import type { Ports } from "../stack/topology.ts";
import { visitNodes } from "./fixtures/account.ts";
import { signIn } from "./fixtures/site.ts";
import { nodeNames, settings } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

// The negative control of login-survives-node-switch: the same steps on a stack that differs in one setting.
const shifted = (port: number) => port + 50;
const ports: Ports = {
  PORT: shifted(settings.ports.PORT),
  APP_PORT: shifted(settings.ports.APP_PORT),
  SENTINEL_PORT: shifted(settings.ports.SENTINEL_PORT),
  REDIS_PORT: shifted(settings.ports.REDIS_PORT),
};
const siteUrl = `http://localhost:${ports.PORT}`;
const inMemory = new NativeStack({
  ...settings,
  ports,
  siteUrl,
  stateDir: path.join(settings.stateDir, "memory-sessions"),
  environment: { ...settings.environment, SESSION_STORE: "memory" },
});

test.use({ baseURL: siteUrl });

test.beforeAll(async () => {
  test.setTimeout(120_000);
  await inMemory.down();
  await inMemory.up();
});
test.afterAll(() => inMemory.down());

test("with sessions in a node's memory, the same steps lose the login at the first switch", async ({
  page,
}) => {
  await signIn(page);
  const createdBy = (await page.getByTestId("created-by").textContent())?.trim();
  const { visits } = await visitNodes(page, nodeNames);
  const last = visits.at(-1);
  expect(last?.status).toBe("logged-out");
  expect(visits.slice(0, -1).every((visit) => visit.status === "signed-in" && visit.node === createdBy)).toBe(
    true,
  );
  expect(last?.status === "logged-out" && last.node).not.toBe(createdBy);
});
