/*
 * Section: Accounts
 * Promise: The account page shows the provider's picture of a person, and loads none from another
 *   server.
 * Control: A picture of a server that is not allowed is never requested.
 */
import { createServer, type Server } from "node:http";
import type { Page } from "@playwright/test";
import { freePorts } from "../lib/session/testing/free-ports.ts";
import { openSecondSite } from "../stack/site.ts";
import { Colleague } from "./fixtures/colleague.ts";
import { beginSignOn, finishSignOn } from "./fixtures/company.ts";
import { inContainers } from "./fixtures/containers.ts";
import { onCluster } from "./fixtures/redis-nodes.ts";
import { expect, test } from "./fixtures/test.ts";

test.skip(inContainers, "from a container, this machine's loopback is out of reach");
test.skip(onCluster, "there this second site has the first one's Redis");

const port = await freePorts(2);
const [named, other] = [`http://localhost:${port}`, `http://localhost:${port + 1}`];
const own = openSecondSite("pictures", { PICTURE_ORIGINS: named });
test.use({ baseURL: own.siteUrl });

const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const asked: { path: string; referer: string | undefined }[] = [];
const servers: Server[] = [];
test.beforeAll(async () => {
  test.setTimeout(120_000);
  for (const at of [port, port + 1]) {
    const server = createServer(({ url = "", headers: { referer } }, response) => {
      asked.push({ path: `${at}${url}`, referer });
      if (url !== "/ada.png") return void response.writeHead(404).end();
      response
        .writeHead(200, { "content-type": "image/png", "cross-origin-resource-policy": "cross-origin" })
        .end(pixel);
    });
    await new Promise<void>((listening) => server.listen(at, "localhost", listening));
    servers.push(server);
  }
  await own.remove();
  await own.stack.up();
});
test.afterAll(async () => {
  await own.remove();
  for (const server of servers) server.close();
});

async function signOn(page: Page, picture: string): Promise<Colleague> {
  const colleague = await Colleague.hire({ picture }, own);
  await beginSignOn(page);
  await finishSignOn(page, colleague.email);
  await expect(page.getByTestId("session-id")).toBeVisible();
  return colleague;
}
const picture = (page: Page) => page.getByRole("img", { name: "Ada Lovelace", exact: true });

test("the account page shows the picture that the provider names, and tells its server of no page", async ({
  page,
}) => {
  const colleague = await signOn(page, `${named}/ada.png`);
  await expect(picture(page)).toBeVisible();
  const loaded = () => picture(page).evaluate((image) => (image as HTMLImageElement).naturalWidth);
  await expect.poll(loaded).toBe(1);
  expect(asked.filter(({ path }) => path === `${port}/ada.png`)).not.toEqual([]);
  expect(asked.map(({ referer }) => referer).filter(Boolean)).toEqual([]);
  await colleague.leave();
});

test("a picture that doesn't load is replaced by the person's initials", async ({ page }) => {
  const colleague = await signOn(page, `${named}/gone.png`);
  await expect(page.getByTestId("initials")).toHaveText("AL");
  await expect(picture(page)).toHaveCount(0);
  await colleague.leave();
});

test("a picture from any other server is not even asked for", async ({ page }) => {
  const colleague = await signOn(page, `${other}/ada.png`);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Ada Lovelace" })).toBeVisible();
  await expect(picture(page)).toHaveCount(0);
  await page.evaluate((src) => {
    const image = document.createElement("img");
    image.src = src;
    document.body.append(image);
    return new Promise((settled) => {
      image.onerror = settled;
      image.onload = settled;
    });
  }, `${other}/ada.png`);
  expect(asked.filter(({ path }) => path.startsWith(String(port + 1)))).toEqual([]);
  await colleague.leave();
});
