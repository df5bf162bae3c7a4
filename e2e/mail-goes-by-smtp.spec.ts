/*
 * Section: Accounts
 * Promise: Mail tells people about new devices and changed passwords; a dead mail server delays no
 *   one.
 * Control: A device that is known gets no message.
 */
import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import type { APIRequestContext } from "@playwright/test";
import { MailServer } from "../lib/mail/testing/mail-server.ts";
import { DurableRedis } from "../lib/session/redis/durable.ts";
import { freePorts } from "../lib/session/testing/free-ports.ts";
import { UserDirectory } from "../lib/users/directory.ts";
import { RedisUserRecords } from "../lib/users/redis/user-records.ts";
import { readSettings } from "../stack/settings.ts";
import { openSecondSite } from "../stack/site.ts";
import { inContainers } from "./fixtures/containers.ts";
import { linkIn } from "./fixtures/outbox.ts";
import { onCluster } from "./fixtures/redis-nodes.ts";
import { expect, test } from "./fixtures/test.ts";

test.skip(inContainers, "from a container, this machine's loopback is out of reach");
test.skip(onCluster, "there this second site has the first one's Redis");

const port = await freePorts(1);
const own = openSecondSite("mail", {
  SMTP_URL: `smtp://127.0.0.1:${port}?tls=none`,
  MAIL_FROM: "Unstuck <no-reply@unstuck.example>",
  DEMO_MODE: "off",
});
test.use({ baseURL: own.siteUrl });

let mails: MailServer;
let redis: DurableRedis;
let users: UserDirectory;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  mails = await MailServer.start({}, port);
  await own.remove();
  await own.stack.up();
  redis = new DurableRedis({ url: await own.redisUrl(), label: "mail" });
  users = new UserDirectory(new RedisUserRecords(redis));
});
test.afterAll(async () => {
  await redis.close();
  await own.remove();
  await mails.close();
});

const password = "a long walk in the rain";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const chrome = (version: number) =>
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`;

async function somebody(emailVerified?: Date) {
  const email = `${randomUUID()}@example.com`;
  await users.create({ email, name: "Ada", password, ...(emailVerified ? { emailVerified } : {}) });
  return { email, password };
}
const signIn = (request: APIRequestContext, data: object, agent: string) =>
  request.post("/api/session", { data, headers: { "user-agent": agent } });
const subjectsTo = (email: string) =>
  mails.received
    .filter(({ to }) => to.includes(email))
    .map(({ raw }) => /^Subject: (.*)$/m.exec(raw)?.[1]?.replace(/ (to|for) localhost.*/, ""));
const lastTo = (email: string) => mails.received.findLast(({ to }) => to.includes(email))?.raw ?? "";

/** The lines of the nodes' logs. */
async function logs(): Promise<string> {
  const folder = path.join(readSettings().stateDir, "mail/logs");
  const files = (await readdir(folder)).filter((name) => name.startsWith("app-"));
  return (await Promise.all(files.map((name) => readFile(path.join(folder, name), "utf8")))).join("");
}

test("a password is reset by a message from a mail server, and there is no page that shows it", async ({
  page,
}) => {
  const person = await somebody(new Date());
  await page.goto("/reset-password");
  await page.getByLabel("Email").fill(person.email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByTestId("sent")).toBeVisible();
  await expect(page.getByRole("link", { name: "outbox" })).toHaveCount(0);
  await expect.poll(() => subjectsTo(person.email)).toEqual(["Reset your password"]);
  expect((await page.request.get("/outbox")).status()).toBe(404);
  const { url } = linkIn(lastTo(person.email));
  expect(url).toContain(`${own.siteUrl}/reset-password/new#`);
  await page.goto(url);
  await expect(page.locator("input[name=code]"), "script has taken it from the address").toHaveValue(/./);
  await page.getByLabel("New password").fill("a short walk in the sun");
  await page.getByRole("button", { name: "Set the new password" }).click();
  await expect(page.getByTestId("done")).toContainText("Your password is changed.");
  await expect.poll(() => subjectsTo(person.email)).toEqual(["Reset your password", "Your password"]);
});

test("a password that is changed on the account page is told to the verified address", async ({ page }) => {
  const [person, unverified] = [await somebody(new Date()), await somebody()];
  for (const { email } of [unverified, person]) {
    // The earlier page would notice that its session is another one, and go to the login by itself.
    await page.goto("about:blank");
    expect((await signIn(page.request, { email, password }, firefox)).status()).toBe(201);
    await page.goto("/account/password");
    await page.getByLabel("Present password").fill(password);
    await page.getByLabel("New password").fill("a short walk in the sun");
    await page.getByRole("button", { name: "Change password" }).click();
    await expect(page.getByTestId("done")).toContainText("Your password is changed.");
  }
  await expect.poll(() => subjectsTo(person.email)).toContain("Your password");
  expect(lastTo(person.email)).toMatch(/was changed on \d{4}-\d\d-\d\d at \d\d:\d\d UTC/);
  expect(subjectsTo(unverified.email)).toEqual([]);
});

test("a new device that signs in is told to an address that is verified, with what it is, and the same one again isn't", async ({
  request,
}) => {
  const [person, unverified] = [await somebody(new Date()), await somebody()];
  for (const agent of [firefox, firefox, chrome(140), chrome(141)]) {
    expect((await signIn(request, person, agent)).status()).toBe(201);
    expect((await signIn(request, unverified, agent)).status()).toBe(201);
  }
  await expect
    .poll(() => subjectsTo(person.email))
    .toEqual(["A new device signed in", "A new device signed in"]);
  expect(lastTo(person.email)).toMatch(/Chrome 140 on Windows signed in to your account/);
  expect(lastTo(person.email)).toContain(`${own.siteUrl}/account`);
  expect(subjectsTo(unverified.email)).toEqual([]);
});

test("while the mail server is down or silent, a sign-in and a reset are answered as ever, and the log names the setting and nobody", async ({
  request,
  page,
}) => {
  const person = await somebody(new Date());
  const inTime = async (work: () => Promise<unknown>) => {
    const began = performance.now();
    await work();
    expect(performance.now() - began, "nobody waits for the mail server").toBeLessThan(4500);
  };
  const tries = async () => {
    await inTime(async () => {
      expect((await signIn(request, person, `${firefox} ${randomUUID()}`)).status()).toBe(201);
    });
    await page.goto("/reset-password");
    await page.getByLabel("Email").fill(person.email);
    await inTime(async () => {
      await page.getByRole("button", { name: "Send the link" }).click();
      await expect(page.getByTestId("sent")).toBeVisible();
    });
  };
  await mails.close();
  await tries();
  await expect.poll(logs, { timeout: 15_000 }).toContain("SMTP_URL: the mail server can't be reached");
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(port, "127.0.0.1", resolve));
  await tries();
  await expect.poll(logs, { timeout: 15_000 }).toContain("SMTP_URL: the mail server does not answer in time");
  silent.close();
  expect(await logs()).not.toContain(person.email);
  expect((await logs()).match(/can't be reached/g)?.length, "once a minute and node").toBeLessThanOrEqual(3);
  mails = await MailServer.start({}, port);
  await expect(async () => {
    await page.goto("/reset-password");
    await page.getByLabel("Email").fill((await somebody(new Date())).email);
    await page.getByRole("button", { name: "Send the link" }).click();
    await expect.poll(() => mails.received.length, { timeout: 2000 }).toBeGreaterThan(0);
  }, "mail goes again once the server is back").toPass({ timeout: 30_000 });
});
