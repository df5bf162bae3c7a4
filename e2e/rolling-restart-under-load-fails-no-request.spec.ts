/*
 * Section: Nodes
 * Promise: No read and no write fails while every node is restarted under load.
 */
import { whileBusy } from "./fixtures/busy.ts";
import { signInByApi } from "./fixtures/site.ts";
import { stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test("no read and no write fails while every node is restarted in turn under load", async ({ request }) => {
  test.setTimeout(120_000);
  await signInByApi(request);
  const answered = whileBusy(request, { reads: 60, writes: 6 }, () => stack.restart());
  await expect(answered).resolves.toBeUndefined();
});
