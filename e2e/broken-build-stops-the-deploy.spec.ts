/*
 * Section: Nodes
 * Promise: A build that does not start stops its deploy at the first node, which gets the old
 *   build back.
 * Control: The build is broken on purpose, and the deploy fails with its message.
 */
import { breakBuild } from "./fixtures/broken-build.ts";
import { stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test("a build that doesn't start goes no further than its first node, which gets the one of before again", async ({
  request,
}) => {
  test.setTimeout(300_000);
  const present = await stack.builds();
  const broken = await breakBuild();
  try {
    await expect(stack.deploy(broken.build)).rejects.toThrow(
      /doesn't run, and the nodes have the one of before again[\s\S]*This build is broken/,
    );
  } finally {
    await broken.remove();
  }
  expect(await stack.builds()).toEqual(present);
  for (const { name, health } of await stack.status()) expect(health, name).toBe("up");
  expect((await request.get("/api/whoami")).status()).toBe(200);
});
