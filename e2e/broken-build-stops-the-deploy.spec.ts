import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { readSettings } from "../stack/settings.ts";
import { aboutProcesses, inContainers } from "./fixtures/containers.ts";
import { stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test.skip(inContainers, aboutProcesses);

test("a build that doesn't start goes no further than its first node, which gets the one of before again", async ({
  request,
}) => {
  const present = await stack.builds();
  const broken = path.join(readSettings().stateDir, "broken-build");
  await mkdir(path.join(broken, ".next/static"), { recursive: true });
  await writeFile(path.join(broken, "server.js"), 'throw new Error("This build is broken.");');
  await expect(stack.deploy(broken)).rejects.toThrow(
    /doesn't run, and the nodes have the one of before again[\s\S]*This build is broken/,
  );
  await rm(broken, { recursive: true });
  expect(await stack.builds()).toEqual(present);
  for (const { name, health } of await stack.status()) expect(health, name).toBe("up");
  expect((await request.get("/api/whoami")).status()).toBe(200);
});
