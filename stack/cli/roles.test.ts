import { expect, it } from "vitest";
import { temporarySecrets } from "../secrets.ts";
import type { PartStatus, Stack } from "../stack.ts";
import { partsNamed } from "./roles.ts";

const part = (
  name: string,
  kind: PartStatus["kind"],
  health: PartStatus["health"],
  role: PartStatus["role"] = null,
) => ({
  ...{ name, kind, health, role, pid: 1, port: 1 },
});

// No Sentinel answers here. stack/replication.test.ts tests an election on a group of real ones.
const stack = {
  status: async () => [
    part("nginx", "load-balancer", "up"),
    part("app-a", "app", "down"),
    part("sentinel-1", "sentinel", "starting"),
    part("redis-1", "redis", "down"),
    part("redis-2", "redis", "up", "primary"),
    part("redis-3", "redis", "up", "replica"),
  ],
} as unknown as Stack;
const named = (word: string) => partsNamed(word, { stack, secrets: async () => temporarySecrets() });

it("a role is the part that has it now, and any other word is a part's name", async () => {
  expect(await named("primary")).toEqual(["redis-2"]);
  expect(await named("replica")).toEqual(["redis-3"]);
  expect(await named("replicas")).toEqual(["redis-3"]);
  expect(await named("redis-1")).toEqual(["redis-1"]);
  expect(await named("toString"), "what every object has is no role").toEqual(["toString"]);
});

it("what is down is named from the inside outwards, so that each part finds those that it needs", async () => {
  expect(await named("down")).toEqual(["redis-1", "app-a"]);
});

it("a role that no part has now is an error", async () => {
  await expect(named("frozen")).rejects.toThrow('No part is "frozen" now');
});
