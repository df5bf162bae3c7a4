/*
 * Section: Redis
 * Promise: The Redis primary is killed under load: no request fails, reads go on, and writes wait
 *   for the election.
 * Control: `npm run proof -- --without wait` kills the primary while its replicas lag and loses
 *   acknowledged logins.
 */
import { losePrimaryUnderLoad } from "./fixtures/primary-lost.ts";
import { downAfter } from "./fixtures/redis.ts";
import { stack } from "./fixtures/stack.ts";
import { test } from "./fixtures/test.ts";

test("the Redis primary is killed under load: no request fails, reads go on, writes wait for the election, and the person notices nothing", async ({
  page,
  person,
  request,
}) => {
  test.setTimeout(120_000);
  await losePrimaryUnderLoad({
    page,
    request,
    person,
    inflict: (name) => stack.kill(name),
    heal: (name) => stack.start(name),
    writesWithin: downAfter + 1500,
  });
});
