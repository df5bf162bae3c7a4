/*
 * Section: Redis
 * Promise: On a Redis Cluster, one setting away, a login outlives the node that made it and the
 *   primary that holds it.
 */
import { openSecondSite } from "../../stack/site.ts";
import { visitNodes } from "../fixtures/account.ts";
import { ensureAccounts } from "../fixtures/accounts.ts";
import { closeContext } from "../fixtures/close-context.ts";
import { beginSignOn, finishSignOn } from "../fixtures/company.ts";
import { inContainers } from "../fixtures/containers.ts";
import { RedisCluster } from "../fixtures/redis-cluster.ts";
import { signIn, signInByApi, user, whoami } from "../fixtures/site.ts";
import { nodeNames } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";
import { expire, ids, shownByEachNode } from "./shared-cache.ts";

// This is the same stack with REDIS_URL=redis+cluster://… and no other change.
const cluster = await RedisCluster.reserve();
const onCluster = openSecondSite("redis-cluster", { REDIS_URL: cluster.url });

test.skip(inContainers, "the runner starts a Cluster as processes only");
test.use({ baseURL: onCluster.siteUrl });

test.beforeAll(async () => {
  test.setTimeout(120_000);
  await onCluster.remove();
  await cluster.start();
  await onCluster.stack.up();
});
test.afterAll(async () => {
  await onCluster.remove();
  await cluster.close();
});

const person = async () => (await ensureAccounts(onCluster)).user;

test("on a Redis Cluster a login is known to every node, and outlives the node that made it", async ({
  page,
}) => {
  await signIn(page, await person());
  const { visits, nodes } = await visitNodes(page, nodeNames);
  expect([...nodes].sort()).toEqual(nodeNames);
  expect(visits.every(({ status }) => status === "signed-in")).toBe(true);
  const [first] = visits;
  const { createdBy, sessionId } = first?.status === "signed-in" ? first : { createdBy: "", sessionId: "" };
  // The page shows the beginning of the id.
  expect(await cluster.holdersOf(`*:s:${sessionId}*`), "the session is in the Cluster").toHaveLength(1);

  await onCluster.stack.kill(createdBy);
  const others = nodeNames.filter((name) => name !== createdBy);
  const later = await visitNodes(page, others);
  expect(later.visits.every(({ status }) => status === "signed-in")).toBe(true);
  await onCluster.stack.start(createdBy);
});

test("on a Redis Cluster signing out everywhere reaches the sessions of both doors, on every node", async ({
  page,
  browser,
}) => {
  await signIn(page, await person());
  const other = await browser.newPage({ baseURL: onCluster.siteUrl });
  await beginSignOn(other);
  await finishSignOn(other, user.email);
  await expect(other.getByTestId("session-id")).toBeVisible();
  expect((await page.request.delete("/api/sessions")).status()).toBe(204);
  for (let turn = 0; turn < nodeNames.length; turn += 1) {
    expect((await whoami(page.request)).session).toBeNull();
    expect((await whoami(other.request)).session).toBeNull();
  }
  await closeContext(other.context());
});

test("on a Redis Cluster, when the primary that holds a session dies, its replica takes over: nobody is signed out, who left stays out, and logins go on once the dead node is back", async ({
  request,
  playwright,
}) => {
  const leaves = await playwright.request.newContext({ baseURL: onCluster.siteUrl });
  await signInByApi(request, await person());
  await signInByApi(leaves, await person());
  const left = await leaves.storageState();
  expect((await leaves.delete("/api/session")).status()).toBe(204);

  const id = (await whoami(request)).session?.id;
  const [holder = 0] = await cluster.holdersOf(`*:s:${id}`);
  await cluster.kill(holder);
  // The answer is 503 while no node can say, and never that there is no session.
  const answers: unknown[] = [];
  const ask = async () => {
    const answer = await request.get("/api/whoami");
    answers.push(answer.ok() ? (await answer.json()).session?.id : answer.status());
    return answer.status();
  };
  await expect(async () => {
    await ask();
    const heirs = (await cluster.holdersOf(`*:s:${id}`)).filter((port) => port !== holder);
    expect(heirs, "its replica has taken over").toHaveLength(1);
  }).toPass({ timeout: 15_000, intervals: [50] });
  // The new primary takes writes, and reads that slide, once a replica follows it. With one replica
  // per primary, that replica is the dead node.
  await cluster.restart(holder);
  await expect.poll(ask, { timeout: 15_000, intervals: [50] }).toBe(200);
  expect(answers.filter((answer) => answer !== 503 && answer !== id)).toEqual([]);

  const ghost = await playwright.request.newContext({ baseURL: onCluster.siteUrl, storageState: left });
  for (let turn = 0; turn < nodeNames.length; turn += 1) {
    expect((await whoami(request)).session?.id).toBe(id);
    expect((await whoami(ghost)).session).toBeNull();
  }
  await signInByApi(leaves, await person());
  await Promise.all([leaves.dispose(), ghost.dispose()]);
});

test("on a Redis Cluster the live page tells what happens, and a cache tag that expired on one node is expired on all", async ({
  page,
  request,
}) => {
  await page.goto("/");
  await onCluster.stack.kill("app-b");
  await expect(page.getByTestId("events")).toContainText("app-b has said nothing", { timeout: 10_000 });
  await onCluster.stack.start("app-b");
  const before = ids(await shownByEachNode(request));
  await expire(request);
  expect([...ids(await shownByEachNode(request))].filter((id) => before.has(id))).toEqual([]);
});
