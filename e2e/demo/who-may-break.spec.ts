/*
 * Section: Pages and lessons
 * Promise: Only operators may break things, and everyone in demo mode; never a page of another
 *   site.
 * Control: Without demo mode the same request by a user is refused.
 */
import { DurableRedis } from "../../lib/session/redis/durable.ts";
import { UserDirectory } from "../../lib/users/directory.ts";
import { RedisUserRecords } from "../../lib/users/redis/user-records.ts";
import { readControl } from "../../stack/control/record.ts";
import { readSettings } from "../../stack/settings.ts";
import { openSecondSite } from "../../stack/site.ts";
import { partsOf } from "../../stack/topology.ts";
import { aboutProcesses, inContainers } from "../fixtures/containers.ts";
import { listen } from "../fixtures/event-stream.ts";
import { newPerson } from "../fixtures/person.ts";
import { aboutSentinels, onCluster } from "../fixtures/redis-nodes.ts";
import { operator, signInByApi, user } from "../fixtures/site.ts";
import { settings, stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

test.skip(inContainers, aboutProcesses);

const killB = { verb: "kill", part: "app-b" };
const healthOf = async (name: string) => (await stack.status()).find((part) => part.name === name)?.health;

test("a page of another site can break nothing, in demo mode either: 403", async ({ request }) => {
  const response = await request.post("/api/break", {
    data: killB,
    headers: { "sec-fetch-site": "cross-site", origin: "https://elsewhere.example" },
  });
  expect(response.status()).toBe(403);
  expect(await healthOf("app-b")).toBe("up");
});

test("who breaks things too fast from one address is told to wait, by all nodes together", async () => {
  // This goes past nginx, which overwrites this header, so that it uses up no other test's address.
  const headers = {
    "content-type": "application/json",
    "x-forwarded-for": `10.${Array.from({ length: 3 }, () => Math.floor(Math.random() * 256)).join(".")}`,
  };
  const nodes = partsOf(stack.parts, "app");
  const statuses: number[] = [];
  for (let turn = 0; turn < 15; turn += 1) {
    const url = `http://127.0.0.1:${nodes[turn % 3]?.port}/api/break`;
    const body = JSON.stringify({ verb: "kill", part: "nobody" });
    statuses.push((await fetch(url, { method: "POST", headers, body })).status);
  }
  expect(statuses).toEqual([...Array(12).fill(409), ...Array(3).fill(429)]);
});

test("the runner's control grants nothing without its secret, and only what can be repaired", async () => {
  const record = readControl(readSettings().stateDir);
  const ask = (secret: string, wish: object) =>
    fetch(`${record?.url}/wishes`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}` },
      body: JSON.stringify(wish),
    });
  const secret = record?.secret ?? "";
  expect((await ask("guessed", killB)).status).toBe(401);
  expect((await ask(`${secret.slice(0, -1)}_`, killB)).status).toBe(401);
  expect((await ask(secret, { verb: "kill", part: "nginx" })).status).toBe(409);
  expect((await ask(secret, { verb: "kill", part: "../run" })).status).toBe(409);
  expect((await ask(secret, { verb: "down", part: "app-b" })).status).toBe(400);
  for (const part of ["app-b", "hello, everybody"])
    expect((await ask(secret, { verb: "failover", part })).status, part).toBe(400);
  expect(await healthOf("app-b")).toBe("up");
});

test("the last node that answers can't be killed from the page", async ({ request }) => {
  await stack.kill("app-a");
  await stack.kill("app-c");
  // nginx does not send a POST again that was written into a connection of a dead node, so it has
  // to know that the nodes are dead.
  for (let turn = 0; turn < 3; turn += 1) expect((await request.get("/api/live")).status()).toBe(200);
  const response = await request.post("/api/break", { data: killB });
  expect(response.status()).toBe(409);
  expect(((await response.json()) as { detail: string }).detail).toContain("app-b is the last node");
});

test("a node that was killed from the page comes back after 20 s, whatever is asked for meanwhile", async ({
  request,
}) => {
  test.setTimeout(90_000);
  const stream = listen(`${settings.siteUrl}/api/events/cluster`);
  await stream.node();
  expect((await request.post("/api/break", { data: killB })).status()).toBe(202);
  await expect.poll(() => healthOf("app-b"), "app-b is down").toBe("down");
  for (const part of ["app-b", "hello, everybody"]) {
    const answer = await request.post("/api/break", { data: { verb: "failover", part } });
    expect(answer.status(), `a failover of ${part}`).toBe(400);
  }
  await expect
    .poll(() => healthOf("app-b"), { message: "app-b comes back by itself", timeout: 30_000 })
    .toBe("up");
  expect(
    stream.heard.filter(({ data }) => data.kind === "asked").map(({ data }) => [data.verb, data.part]),
    "nothing else was told to everybody",
  ).not.toContainEqual(["failover", expect.anything()]);
  stream.close();
});

test("a Redis node that is frozen from the page is thawed after 20 s, and nobody was signed out", async ({
  request,
}) => {
  test.skip(onCluster, aboutSentinels);
  test.setTimeout(90_000);
  await signInByApi(request);
  const stream = listen(`${settings.siteUrl}/api/events/cluster`);
  await stream.node();
  const told = () =>
    stream.heard.flatMap(({ event, data }) => (event === "happened" ? [String(data.kind)] : []));
  const before = told().length;
  const primary = (await stack.status()).find(({ role }) => role === "primary")?.name ?? "";
  expect((await request.post("/api/break", { data: { verb: "freeze", part: primary } })).status()).toBe(202);
  await expect.poll(() => healthOf(primary), `${primary} is frozen`).toBe("frozen");
  // While one Redis node is away, no other may be taken: two of three would be gone.
  const other = stack.parts.find(({ kind, name }) => kind === "redis" && name !== primary)?.name;
  expect((await request.post("/api/break", { data: { verb: "kill", part: other } })).status()).toBe(409);
  await expect
    .poll(() => healthOf(primary), { message: `${primary} comes back by itself`, timeout: 30_000 })
    .toBe("up");
  expect(told().slice(before), "its place was taken").toContain("primary");
  expect(told().slice(before), "no node is said to be silent because none could reach Redis").not.toContain(
    "node-silent",
  );
  stream.close();
  const { session } = await (await request.get("/api/whoami")).json();
  expect(session?.user.email).toBe(user.email);
});

test.describe("without demo mode and without a runner", () => {
  const production = openSecondSite("no-demo", { DEMO_MODE: "off" });
  test.use({ baseURL: production.siteUrl });
  test.beforeAll(async () => {
    test.setTimeout(120_000);
    await production.remove();
    await production.stack.up();
  });
  test.afterAll(() => production.remove());

  test("only an operator may break things, there is no one-click sign-in, and each button shows its command", async ({
    page,
  }) => {
    const { request } = page;
    const redis = new DurableRedis({ url: await production.redisUrl(), label: "e2e" });
    const people = { users: new UserDirectory(new RedisUserRecords(redis)) };
    const [ada, grace] = [await newPerson(people), await newPerson(people, "operator")];
    await redis.close();
    expect((await request.post("/api/break", { data: killB })).status(), "nobody").toBe(403);
    const demo = { ...operator, password: (await production.secrets()).DEMO_PASSWORD };
    expect((await request.post("/api/session", { data: demo })).status(), "the demo's operator").toBe(401);
    await signInByApi(request, ada);
    expect((await request.post("/api/break", { data: killB })).status(), "a user").toBe(403);
    await request.delete("/api/session");

    await page.goto("/");
    await expect(page.getByRole("link", { name: "Sign in" }).first()).toBeVisible();
    await expect(page.getByRole("button", { name: "Sign in as demo user" })).toHaveCount(0);
    await page.getByRole("button", { name: "Freeze app-c" }).click();
    await expect(page.getByRole("region", { name: "Break things" })).toContainText(
      "npm run stack -- freeze app-c",
    );
    const health = (await production.stack.status()).find(({ name }) => name === "app-c")?.health;
    expect(health, "a button without a runner breaks nothing").toBe("up");

    const failover = { data: { verb: "begin", id: crypto.randomUUID() } };
    expect((await request.post("/api/lessons/failover", failover)).status(), "a lesson, either").toBe(403);
    await page.goto("/lessons/what-redis-forgets-in-a-failover");
    await expect(page.getByRole("region", { name: "Try it by hand" })).toContainText("-- kill redis-1");

    await signInByApi(request, grace);
    const answer = await request.post("/api/break", { data: killB });
    expect(answer.status(), "an operator, with nobody to ask").toBe(404);
    expect((await request.post("/api/lessons/failover", failover)).status(), "a lesson, either").toBe(404);
  });
});
