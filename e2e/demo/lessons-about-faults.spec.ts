/*
 * Section: Pages and lessons
 * Promise: The lessons on frozen nodes, outages and keys end as their texts say, and every file
 *   that a lesson names can be read on the site.
 * Control: Each experiment runs the weak way beside the right one.
 */
import type { Page } from "@playwright/test";
import { codeOf } from "../../app/(demo)/lessons/code.ts";
import { aboutProcesses, inContainers } from "../fixtures/containers.ts";
import { expect, test } from "../fixtures/test.ts";

const finding = (page: Page) => page.getByTestId("finding");

async function perform(page: Page, slug: string, button: string): Promise<void> {
  await page.goto(`/lessons/${slug}`);
  await page.getByRole("button", { name: button, exact: true }).click();
}

test("the frozen node: reads that meet it wait and are retried, none fails, and a write that meets it is not repeated", async ({
  page,
}) => {
  test.skip(inContainers, aboutProcesses);
  await perform(page, "the-frozen-node", "Freeze a node");
  await expect(finding(page)).toContainText("was frozen", { timeout: 50_000 });
  const text = (await finding(page).textContent()) ?? "";
  const [, retried, reads, slowest] =
    /retried (\d+) of (\d+) reads .* the slowest took ([\d.]+) s; 0 failed\./.exec(text)?.map(Number) ?? [];
  expect(retried, text).toBeGreaterThan(0);
  expect(reads).toBeGreaterThan(Number(retried));
  expect(slowest, "nginx waits 3 s").toBeGreaterThanOrEqual(3);
  expect(text).toMatch(
    /None of the 3 writes met it\.|[1-3] of 3 writes met it: answered 503 after 1[01]\.\d s/,
  );
});

test("down is not logged out: silence taken for a logout loses the login, taken for consent it lets an ended one in, and 503 does neither", async ({
  page,
}) => {
  await perform(page, "down-is-not-logged-out", "Take Redis away");
  await expect(finding(page)).toHaveText(
    /signed out: lost your login for good\. .*let in: let in somebody who had been signed out\. .*503: no login lost, nobody let in\.$/,
    { timeout: 20_000 },
  );
  const cells = (login: string, habit: string) =>
    page.locator(`[data-login=${login}] [data-habit=${habit}] td`).allTextContents();
  expect(await cells("own", "forgets")).toEqual(["signed in", "signed out", "signed out"]);
  expect(await cells("own", "refuses")).toEqual(["signed in", "503", "signed in"]);
  expect(await cells("ended", "refuses")).toEqual(["signed out", "503", "signed out"]);
  expect(await cells("ended", "trusts")).toEqual(["signed out", "signed in", "signed out"]);
});

test("changing keys: replaced or added in one pass a key signs people out, in two passes nobody", async ({
  page,
}) => {
  await perform(page, "changing-keys", "Change the key");
  await expect(finding(page)).toHaveText(
    /signed you out [1-9]\d* times; added, [1-9]\d* times; in two passes, 0 times\./,
    { timeout: 30_000 },
  );
});

test("two builds: renamed in one release a field of the session is missing, in the deploy and in the rollback; in two releases never", async ({
  page,
}) => {
  await perform(page, "two-builds-at-once", "Deploy");
  await expect(finding(page)).toHaveText(/missing [1-9]\d* times; in two releases, 0 times\.$/, {
    timeout: 30_000,
  });
  const step = (way: string, deploy: number) => page.locator(`[data-way=${way}][data-deploy="${deploy}"]`);
  for (const deploy of [0, 1])
    await expect(step("at-once", deploy)).toContainText(/found [1-8] of 9 times, else missing/);
  for (const deploy of [0, 1, 2]) await expect(step("in-steps", deploy)).toContainText("found 9 of 9 times");
});

test("every file that a lesson names is shown by the site, and no other file is", async ({
  page,
  request,
}) => {
  for (const [slug, files] of Object.entries(codeOf)) {
    if (inContainers) break;
    await page.goto(`/lessons/${slug}`);
    const links = page.getByRole("complementary").getByRole("link");
    await expect(links).toHaveText(files.map((file) => file.path));
    for (const link of await links.all()) {
      const answer = await request.get((await link.getAttribute("href")) ?? "");
      expect(answer.status(), (await link.textContent()) ?? "").toBe(200);
      expect(answer.headers()["content-type"]).toBe("text/plain; charset=utf-8");
    }
  }
  for (const other of ["package.json", ".env", "..%2f.env", "lib/env.ts"]) {
    expect((await request.get(`/lessons/code/${other}`)).status(), other).toBe(404);
  }
});
