/*
 * Section: Operating
 * Promise: `stack -- status` shows each part's role and health, and tells a frozen part from a
 *   dead one.
 * Control: A part that is up is shown as up beside the frozen and the dead one.
 */
import { execa } from "execa";
import type { PartStatus } from "../stack/stack.ts";
import { redisNames, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

async function statusByCommand(): Promise<PartStatus[]> {
  const { stdout } = await execa("npm", ["run", "--silent", "stack", "--", "status", "--json"]);
  return JSON.parse(stdout);
}

const primaryOf = (status: readonly PartStatus[]) => status.find(({ role }) => role === "primary")?.name;

test("status --json prints the array of all parts and nothing else", async () => {
  const status = await statusByCommand();
  expect(status.map(({ name, kind, port }) => ({ name, kind, port }))).toEqual(
    stack.parts.map(({ name, kind, port }) => ({ name, kind, port })),
  );
  for (const part of status) {
    const more = part.kind === "redis" ? ["elected", "replication"] : [];
    expect(Object.keys(part)).toEqual(["name", "kind", "role", "pid", "port", "health", ...more]);
    expect(part.health, part.name).toBe("up");
    expect(part.pid, part.name).toBeGreaterThan(1);
  }
  expect(
    status
      .filter(({ kind }) => kind === "redis")
      .map(({ role }) => role)
      .sort(),
  ).toEqual(["primary", "replica", "replica"]);
});

test("status tells a frozen part from a dead one", async () => {
  await stack.freeze("app-a");
  await stack.kill("app-b");
  const health = Object.fromEntries((await statusByCommand()).map((part) => [part.name, part.health]));
  expect(health).toMatchObject({ "app-a": "frozen", "app-b": "down", "app-c": "up" });
});

test("a Redis node's role is the one it has now, and a killed primary comes back as a replica", async () => {
  const old = primaryOf(await stack.status());
  if (old === undefined) throw new Error("There is no primary to kill.");
  await stack.kill(old);
  await expect(async () => {
    expect(redisNames.filter((name) => name !== old)).toContain(primaryOf(await stack.status()));
  }, "the Sentinels have promoted a replica").toPass({ timeout: 10_000 });
  await stack.start(old);
  const back = (await stack.status()).find(({ name }) => name === old);
  expect(back).toMatchObject({ role: "replica", health: "up" });
});
