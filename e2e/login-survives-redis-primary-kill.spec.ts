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
    mend: (name) => stack.start(name),
    writesWithin: downAfter + 1500,
  });
});
