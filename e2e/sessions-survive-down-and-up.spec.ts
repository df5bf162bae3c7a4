/*
 * Section: Containers
 * Promise: Taking all containers down and up again logs no one out, and an emptied primary wipes
 *   no replica.
 */
import { aboutContainers, inContainers, logOf, shell } from "./fixtures/containers.ts";
import { signInByApi, whoami } from "./fixtures/site.ts";
import { redisNames, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test.skip(!inContainers, aboutContainers);

const primary = async () =>
  (await stack.status()).find(({ kind, role }) => kind === "redis" && role === "primary")?.name;

test("`docker compose down` and `up` log nobody out, also when another node had become primary", async ({
  request,
}) => {
  test.setTimeout(180_000);
  const first = (await primary()) ?? "";
  await stack.kill(first);
  await expect
    .poll(primary, { message: "the Sentinels have promoted a replica", timeout: 15_000 })
    .not.toBe(undefined);
  await stack.start(first);
  const second = await primary();
  expect(redisNames.filter((name) => name !== first)).toContain(second);
  await stack.up();
  await signInByApi(request);
  const { session } = await whoami(request);

  await stack.down();
  await stack.up();
  expect((await whoami(request)).session).toEqual(session);
  // The test does not look at the present primary: the Sentinels start before Redis, and may have
  // elected again if Redis took 3 s.
  expect(await logOf("sentinel-1"), "the Sentinels remember whom they had elected").toContain(
    `+monitor master unstuck ${second} `,
  );
});

test("a primary that comes back with an empty disk wipes nobody: it waits for an election and follows", async ({
  request,
}) => {
  test.setTimeout(120_000);
  await signInByApi(request);
  const { session } = await whoami(request);
  const emptied = (await primary()) ?? "";
  await shell(emptied, "rm -rf /data/*");
  await stack.kill(emptied);
  await stack.start(emptied);
  expect((await stack.status()).find(({ name }) => name === emptied)?.role).toBe("replica");
  await stack.up();
  expect((await whoami(request)).session).toEqual(session);
});
