/*
 * Section: Containers
 * Promise: The runner breaks what it says in containers too: a link, the memory, a disk; a silent
 *   node fails no read.
 */
import { setTimeout as pause } from "node:timers/promises";
import { asOperator } from "../lib/session/testing/redis-admin.ts";
import { aboutContainers, cut, docker, idOf, inContainers, reconnect } from "./fixtures/containers.ts";
import { load } from "./fixtures/load.ts";
import { sessionCookie, signInByApi, user, whoami } from "./fixtures/site.ts";
import { redisNames, settings, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

// Natively the fault campaign (`npm run proof`) uses these verbs all the time.
test.skip(!inContainers, aboutContainers);
test.setTimeout(120_000);

async function named(role: "primary" | "replica"): Promise<string> {
  const found = (await stack.status()).find((part) => part.role === role);
  if (!found) throw new Error(`There is no ${role}.`);
  return found.name;
}

/** How many replicas this node counts as in step. */
async function replicasInStep(name: string): Promise<number> {
  const { REDIS_OPERATOR_PASSWORD } = settings.secrets;
  const info = await asOperator(await stack.address(name), REDIS_OPERATOR_PASSWORD, (redis) =>
    redis.info("replication"),
  );
  return Number(/^min_slaves_good_slaves:(\d)/m.exec(info)?.[1]);
}

test("a cut is between two parts, and heal ends it", async () => {
  const [primary, replica] = [await named("primary"), await named("replica")];
  const counts = (count: number, message: string) =>
    expect.poll(() => replicasInStep(primary), { message, timeout: 30_000 }).toBe(count);
  await counts(2, "both replicas are in step before");
  await stack.cut(primary, [replica]);
  try {
    await counts(1, "the primary hears of one replica, and nothing of the other");
  } finally {
    await stack.heal();
  }
  await counts(2, "the replica catches up");
});

test("a planned failover makes another node the primary and loses no login", async ({ request }) => {
  const [before, { session }] = [
    await named("primary"),
    await signInByApi(request).then(() => whoami(request)),
  ];
  const next = await stack.failover();
  expect(next).not.toBe(before);
  expect(await named("primary")).toBe(next);
  expect((await whoami(request)).session?.id).toBe(session?.id);
});

test("a full Redis refuses a login with 503, and takes it when it's relieved", async ({ request }) => {
  const signIn = async () => (await request.post("/api/session", { data: user })).status();
  await stack.fill("noeviction");
  try {
    // A buffer that is freed at this moment leaves room for one more.
    await expect.poll(signIn, { message: "logins are refused", timeout: 15_000 }).toBe(503);
  } finally {
    await stack.relieve();
  }
  expect(await signIn()).toBe(201);
});

test("a replica that loses its disk gets everything again", async ({ request }) => {
  await signInByApi(request);
  const { session } = await whoami(request);
  const replica = await named("replica");
  await stack.loseDisk(replica);
  expect((await stack.status()).find(({ name }) => name === replica)?.health).toBe("down");
  await stack.up();
  expect(await replicasInStep(await named("primary"))).toBe(2);
  expect((await whoami(request)).session?.id).toBe(session?.id);
});

test("a primary that comes back at a replica's address isn't taken for that replica", async () => {
  const address = async (name: string) => (await stack.address(name)).host;
  // Docker gives out the lowest free address, so there must be a replica whose address is below the
  // primary's.
  const last = async (name: string) => Number((await address(name)).split(".").at(-1));
  const below = async () => {
    const [primary, nodes] = [await named("primary"), [...redisNames]];
    const places = await Promise.all(nodes.map(async (name) => ({ name, last: await last(name) })));
    places.sort((a, b) => a.last - b.last);
    return { primary, replica: places[0]?.name ?? primary };
  };
  let pair = await below();
  if (pair.primary === pair.replica) {
    await stack.failover();
    pair = await below();
  }
  const { primary, replica } = pair;
  const left = await address(replica);
  await Promise.all([primary, replica].map((name) => stack.kill(name)));
  // The runner would wait until each answers, so Docker starts them. In between the Sentinels can't
  // look the replica up.
  await docker("start", await idOf(primary));
  await pause(2000);
  await docker("start", await idOf(replica));
  await stack.up();
  expect(await address(primary), "the primary has the replica's address").toBe(left);
  // A Sentinel that took the primary for a replica would tell it to follow itself, after a wait of
  // 8 s.
  const refused: number[] = [];
  for (const until = performance.now() + 14_000; performance.now() < until; ) {
    const { status } = await fetch(new URL("/api/session", settings.siteUrl), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(user),
    }).catch(() => ({ status: 0 }));
    if (status !== 201) refused.push(status);
    await pause(500);
  }
  expect(refused, "every login is taken").toEqual([]);
});

// node-kill-under-load-fails-no-request is about a killed node, in containers and as processes, and
// redis-primary-lost is about a lost primary.
const silences = {
  "is paused": { inflict: () => stack.freeze("app-b"), end: () => stack.thaw("app-b") },
  "is disconnected": { inflict: () => cut("app-b", "front"), end: () => reconnect("app-b", "front") },
};

for (const [what, { inflict, end }] of Object.entries(silences)) {
  test(`when a node ${what} under load, no read fails, and it takes its turns again afterwards`, async ({
    request,
  }) => {
    await signInByApi(request);
    const { session } = await whoami(request);
    const cookie = await sessionCookie(request);
    const reading = (seconds: number) =>
      load({
        rate: 40,
        method: "GET",
        url: new URL("/api/whoami", settings.siteUrl),
        headers: { Cookie: `unstuck=${cookie}` },
        complaint: ({ status, body }) =>
          status === 200 && body.includes(`"id":"${session?.id}"`) ? undefined : body,
        until: AbortSignal.timeout(seconds * 1000),
      });
    await inflict();
    try {
      const { failures, byNode, latencies } = await reading(8);
      expect(failures).toEqual([]);
      expect(Object.keys(byNode).sort(), "the others answer").toEqual(["app-a", "app-c"]);
      expect(latencies.percentiles().max, "somebody had to wait: the node was silent").toBeGreaterThan(400);
    } finally {
      await end();
    }
    await expect.poll(async () => (await reading(1)).byNode, { timeout: 15_000 }).toHaveProperty("app-b");
  });
}

test("on the page each button shows Docker's command for it", async ({ page }) => {
  await page.goto("/");
  const commands = {
    "Kill app-b": "kill app-b",
    "Freeze redis-1": "pause redis-1",
    "Restart app-a": "restart app-a",
  };
  for (const [button, command] of Object.entries(commands)) {
    await page.getByRole("button", { name: button, exact: true }).click();
    await expect(page.getByText(`docker compose ${command}`, { exact: true })).toBeVisible();
  }
});
