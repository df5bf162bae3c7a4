/*
 * Section: What three nodes share
 * Promise: A form made by one node is accepted by every other.
 * Control: A node with another key cannot open the form's sealed value.
 */
import { randomBytes } from "node:crypto";
import { openSecondSite } from "../../stack/site.ts";
import { hiddenFields } from "../../stack/testing/hidden-fields.ts";
import { aboutProcesses, inContainers } from "../fixtures/containers.ts";
import { sendPlainForm } from "../fixtures/plain-form.ts";
import { servedBy } from "../fixtures/site.ts";
import { nodeNames, settings } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const page = "/shared-cache";
const valueIn = (html: string) => /data-testid="computed">([^<]+)</.exec(html)?.[1];

test("a form with a sealed value in it is taken by every node, whichever made the page", async ({
  request,
}) => {
  const ways = new Set<string>();
  const url = new URL(page, settings.siteUrl).href;
  for (let turn = 0; turn < 200 && ways.size < nodeNames.length ** 2; turn += 1) {
    const made = await request.get(url);
    const html = await made.text();
    // Round robin by itself, or with a regular number of requests in between, would pair the same
    // nodes for ever.
    for (let shift = Math.random() * 3; shift > 1; shift -= 1) await request.get("/api/live");
    const fields = hiddenFields(html);
    expect(Object.values(fields).join(" "), "the value itself isn't in the form").not.toContain(
      valueIn(html),
    );
    const taken = await sendPlainForm(request, url, fields);
    expect(taken.status(), await taken.text()).toBe(200);
    expect(valueIn(await taken.text()), "the value was opened, so another was computed").not.toBe(
      valueIn(html),
    );
    ways.add(`${servedBy(made)} to ${servedBy(taken)}`);
  }
  expect([...ways].sort()).toEqual(
    nodeNames.flatMap((one) => nodeNames.map((other) => `${one} to ${other}`)),
  );
});

test.describe("the negative control", () => {
  test.skip(inContainers, aboutProcesses);
  // These nodes run the same build with another key.
  const other = openSecondSite("another-key", {
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  });
  test.beforeAll(async () => {
    test.setTimeout(120_000);
    await other.remove();
    await other.stack.up();
  });
  test.afterAll(() => other.remove());

  test("a node with another key can't open the value, and the form fails", async ({ request }) => {
    const own = new URL(page, other.siteUrl).href;
    const theirs = hiddenFields(await (await request.get(new URL(page, settings.siteUrl).href)).text());
    expect((await sendPlainForm(request, own, theirs)).status()).toBe(500);
    const fields = hiddenFields(await (await request.get(own)).text());
    expect((await sendPlainForm(request, own, fields)).status(), "its own forms it takes").toBe(200);
  });
});
