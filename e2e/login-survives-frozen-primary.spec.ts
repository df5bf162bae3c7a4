/*
 * Section: Redis
 * Promise: The Redis primary freezes under load: no request fails, reads go on, and writes wait
 *   for the election.
 * Control: `npm run proof -- --without guarded-reads` lets a deposed primary answer, and it
 *   accepts a revoked session.
 */
import { losePrimaryUnderLoad } from "./fixtures/primary-lost.ts";
import { downAfter } from "./fixtures/redis.ts";
import { stack } from "./fixtures/stack.ts";
import { test } from "./fixtures/test.ts";

test("the Redis primary freezes under load: no request fails, reads go on, writes wait for the election, and the person notices nothing", async ({
  page,
  person,
  request,
}) => {
  test.setTimeout(120_000);
  await losePrimaryUnderLoad({
    page,
    request,
    person,
    inflict: (name) => stack.freeze(name),
    heal: (name) => stack.thaw(name),
    writesWithin: downAfter + 3000,
  });
});
