/*
 * Section: Pages and lessons
 * Promise: Each lesson's experiment ends as its text says.
 * Control: Each experiment runs the weak way beside the right one.
 */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { lessons } from "../../app/(demo)/lessons/lessons.ts";
import { readSettings } from "../../stack/settings.ts";
import { aboutProcesses, inContainers } from "../fixtures/containers.ts";
import { primaryName } from "../fixtures/redis.ts";
import { signInByApi, whoami } from "../fixtures/site.ts";
import { expect, test } from "../fixtures/test.ts";

// Each test performs a lesson's experiment as a visitor does, and finds what the lesson's text
// says.

const finding = (page: Page) => page.getByTestId("finding");

async function perform(page: Page, slug: string, button: string): Promise<void> {
  await page.goto(`/lessons/${slug}`);
  await page.getByRole("button", { name: button, exact: true }).click();
}

test("the lessons can be taken in order, from the first to the last", async ({ page }) => {
  await page.goto("/lessons");
  await page.getByRole("link", { name: lessons[0].title }).click();
  for (const { title, slug } of lessons) {
    await expect(page).toHaveURL(`/lessons/${slug}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    const next = page.getByRole("navigation", { name: "Lessons" }).getByRole("link", { name: /^Next/ });
    if (slug !== lessons.at(-1)?.slug) await next.click();
  }
});

test("sticky sessions: the pinned node remembers everything until it is killed, and then nobody does", async ({
  page,
}) => {
  test.skip(inContainers, aboutProcesses);
  await perform(page, "why-not-sticky-sessions", "Visit a pinned node");
  await expect(finding(page)).toContainText("remembered all twelve visits");
  await page.getByRole("button", { name: "The same, and kill it in between" }).click();
  await expect(finding(page)).toContainText("was killed, and with it all that it knew of you", {
    timeout: 20_000,
  });
  await expect(finding(page)).toContainText("The session in Redis counted on.");
});

test("the cookie: bare is believed when changed, signed is read and refused, sealed is neither read nor believed", async ({
  page,
}) => {
  await perform(page, "what-the-cookie-holds", "Become an operator");
  await expect(finding(page)).toHaveText("The bare cookie made you an operator; the others were refused.");
  await expect(page.getByTestId("read-bare")).toContainText('"role":"user"');
  await expect(page.getByTestId("read-signed")).toContainText('"role":"user"');
  await expect(page.getByTestId("read-sealed")).toHaveText("nothing but noise");
  for (const kind of ["bare", "signed", "sealed"]) {
    await expect(page.locator(`[data-cookie=${kind}]`), "unchanged, each is believed").toContainText(
      "takes you for user",
    );
  }
});

test("three strategies: memory is known to one node of three, a stateless login outlives its sign-out, Redis does neither", async ({
  page,
}) => {
  await perform(page, "three-strategies-side-by-side", "Sign in, ask, sign out, ask");
  const of = (strategy: string) => page.locator(`[data-strategy=${strategy}]`);
  // A prefetch of the next page may take a node's turn.
  await expect(of("memory")).toContainText(/known [3-5] of 12 times/, { timeout: 20_000 });
  await expect(of("stateless")).toContainText("known 12 of 12 times");
  await expect(of("stateless")).toContainText("refused 0 of 12 times");
  await expect(of("redis")).toContainText("known 12 of 12 times");
  await expect(of("redis")).toContainText("refused 12 of 12 times");
  await expect(finding(page)).toContainText("Without a fault: Redis.");
});

test("three strategies: with the node killed that signed in, memory knows nobody and Redis everybody", async ({
  page,
}) => {
  test.skip(inContainers, aboutProcesses);
  await perform(page, "three-strategies-side-by-side", "The same, and kill a node");
  const of = (strategy: string) => page.locator(`[data-strategy=${strategy}]`);
  await expect(of("memory")).toContainText("known 0 of 12 times", { timeout: 30_000 });
  await expect(of("redis")).toContainText("known 12 of 12 times");
  await expect(of("redis")).toContainText("refused 12 of 12 times");
});

test("two tabs: a session that is saved whole loses presses, and one that is compared loses none", async ({
  page,
}) => {
  await perform(page, "two-tabs-one-counter", "Press 24 times at once");
  await expect(finding(page)).toHaveText(/lost [1-9]\d* of 24 presses; by comparing it lost 0\./, {
    timeout: 20_000,
  });
});

test("the logout: saved whole it comes back, and by comparing it stays", async ({ page }) => {
  await perform(page, "logout-that-comes-back", "Sign out during a slow request");
  await expect(finding(page)).toContainText(
    "Saved whole, the session is back: somebody is signed in who signed out; by comparing it is gone, and stays so.",
    { timeout: 20_000 },
  );
  const first = page.getByRole("row", { name: /Right after the sign-out/ });
  await expect(first.getByText("nobody"), "both were out for a moment").toHaveCount(2);
});

test("a failover: acknowledged by the primary alone, logins are forgotten; acknowledged by the replicas too, none; and the site's own Redis is as before", async ({
  page,
}) => {
  test.skip(inContainers, aboutProcesses);
  test.setTimeout(120_000);
  const primary = await primaryName();
  await signInByApi(page.request);
  await perform(page, "what-redis-forgets-in-a-failover", "Sign in and lose the primary");
  await expect(finding(page)).toContainText("logins were forgotten", { timeout: 60_000 });
  await expect(finding(page)).toHaveText(
    /^Acknowledged by the primary alone, [1-9]\d* of 20 logins were forgotten; acknowledged by the replicas too, 0 of \d+\./,
  );
  const row = async (label: string) => {
    const cells = await page.getByRole("row", { name: label }).getByRole("cell").allTextContents();
    return cells.map(Number);
  };
  const [acknowledged = [], refused = []] = [await row("Acknowledged"), await row("Answered 503")];
  expect(acknowledged[1], "some were made safe before the loss").toBeGreaterThanOrEqual(4);
  expect((acknowledged[1] ?? 0) + (refused[1] ?? 0), "each was answered, one way or the other").toBe(20);
  const first = page.locator("[data-holder=primary] [data-node]").first();
  await expect(first, "what the replicas had by then is not forgotten").toHaveAttribute("title", /known$/);

  expect(await primaryName()).toBe(primary);
  expect((await whoami(page.request)).session).not.toBeNull();
  const scratch = path.join(readSettings().stateDir, "scratch");
  await expect.poll(() => existsSync(scratch), "nothing of the small Redis stays").toBe(false);
});

test("a failover: one experiment at a time, and its primary is lost by nobody but who began it", async ({
  request,
}) => {
  test.skip(inContainers, aboutProcesses);
  const id = randomUUID();
  const take = async (verb: string, by: string) =>
    (await request.post("/api/lessons/failover", { data: { verb, id: by } })).status();
  const status = async (by: string) =>
    (await (await request.get(`/api/lessons/failover?id=${by}`)).json()).status;
  expect(await take("begin", id)).toBe(202);
  expect(await take("begin", randomUUID())).toBe(409);
  await expect.poll(() => status(id), { message: "it starts", timeout: 20_000 }).toBe("ready");
  const stranger = randomUUID();
  expect(await status(stranger)).toBe("none");
  expect(await take("lose", stranger)).toBe(409);
  const asStranger = { data: { id: stranger, holder: "primary" } };
  expect((await request.post("/api/lessons/failover/logins", asStranger)).status()).toBe(400);
  expect(await take("discard", stranger)).toBe(202);
  expect(await status(id), "a stranger ends nothing").toBe("ready");
  expect(await take("discard", id)).toBe(202);
  await expect.poll(() => status(id), { message: "it ends", timeout: 10_000 }).toBe("none");
});

test("both ends: a session that is left alone is gone after its idle time, one that is used at its absolute time", async ({
  page,
}) => {
  await perform(page, "idle-and-absolute-time", "Begin sessions");
  await expect(finding(page)).toContainText("Left alone, a session ended between", { timeout: 30_000 });
  const times = [...((await finding(page).textContent()) ?? "").matchAll(/between ([\d.]+) and ([\d.]+) s/g)];
  const [unused = [], used = []] = times.map(([, alive, ended]) => [Number(alive), Number(ended)]);
  const [alone = 0, gone = 0] = unused;
  expect(alone, "left alone it lives for its idle time of 4 s").toBeGreaterThan(1);
  expect(alone).toBeLessThan(4.2);
  expect(gone).toBeGreaterThan(3.8);
  expect(gone).toBeLessThan(6.5);
  const [alive = 0, ended = 0] = used;
  expect(alive, "use kept it far beyond its idle time of 4 s").toBeGreaterThan(8);
  expect(alive).toBeLessThan(10.2);
  expect(ended).toBeGreaterThan(9.8);
  expect(ended).toBeLessThan(12.5);
});

test("what else: three nodes that count alone allow three times the guesses, and together the limit", async ({
  page,
}) => {
  await perform(page, "what-else-must-be-shared", "Guess 15 times");
  await expect(finding(page)).toHaveText(
    /Counted by each node for itself, 1[012] of 15 guesses were allowed; counted together, 4\./,
  );
});

test("work once: by themselves three nodes do each slot three times, by the lease once; and once also while the node at work is killed", async ({
  page,
}) => {
  const found = async () => {
    await expect(finding(page)).toContainText("by the lease", { timeout: 40_000 });
    const text = (await finding(page).textContent()) ?? "";
    return [...text.matchAll(/(\d+) (?:seconds|times)/g)].map(([, number]) => Number(number));
  };
  await perform(page, "work-that-must-run-once", "Start the timers");
  const [slots = 0, alone = 0, once = 0] = await found();
  expect(slots).toBeGreaterThanOrEqual(4);
  expect(once, "by the lease").toBe(slots);
  // A timer may be late by a slot.
  expect(alone, "by themselves").toBeGreaterThanOrEqual(3 * slots - 3);
  if (inContainers) return;
  await page.getByRole("button", { name: "The same, and kill the node at work" }).click();
  await expect(finding(page)).toContainText("was killed", { timeout: 40_000 });
  const [slotsThen = 0, , onceThen = 0] = await found();
  expect(slotsThen).toBeGreaterThanOrEqual(4);
  expect(onceThen).toBe(slotsThen);
});

test("a visitor's cookie that nobody can decode is no cookie", async ({ request }) => {
  const visitor = randomUUID();
  const answer = await request.get(`/api/lessons/counter?visitor=${visitor}`, {
    headers: { cookie: "lesson-counter=%" },
  });
  expect(answer.status()).toBe(200);
});

test("one login, four languages: without the services the lesson says how to start them", async ({
  page,
}) => {
  await perform(page, "one-login-four-languages", "Ask all four");
  await expect(finding(page)).toContainText("The services don’t run on this site. Start it with");
});
