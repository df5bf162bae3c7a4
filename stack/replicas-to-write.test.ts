import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { replicasToWrite } from "../lib/session/config/replicas-to-write.ts";
import { redisDriver } from "./native/redis.ts";
import { assertReplicasToWrite } from "./replicas-to-write.ts";
import { temporarySecrets } from "./secrets.ts";
import { readSettings, root } from "./settings.ts";
import { StackError } from "./stack.ts";
import { type Part, partsOf, topology } from "./topology.ts";

test.each([
  [1, 1],
  [2, 1],
  [3, 2],
  [4, 2],
  [5, 3],
])(
  "with %i replicas a primary needs %i: together they are more than half of all nodes",
  (replicas, needed) => {
    expect(replicasToWrite(replicas)).toBe(needed);
    expect(1 + needed).toBeGreaterThan((1 + replicas) / 2);
    expect(needed).toBeLessThanOrEqual((1 + replicas) / 2);
  },
);

test.each([
  ["0", 2],
  ["1", 3],
  [undefined, 2],
])(
  "a node that has %s with %i replicas is an error that names the setting and its value",
  (value, replicas) => {
    const check = () => assertReplicasToWrite("redis-2", value, replicas);
    expect(check).toThrow(StackError);
    expect(check).toThrow(
      new RegExp(`^redis-2 has .*Set min-replicas-to-write ${Math.ceil(replicas / 2)} on every`),
    );
  },
);

test("a node that has more than it needs is fine", () => {
  assertReplicasToWrite("redis-1", "2", 2);
  assertReplicasToWrite("redis-1", "1", 1);
});

test.each([3, 4])("natively, each of %i nodes is started with the value for their number", async (nodes) => {
  const stateDir = await mkdtemp(path.join(tmpdir(), "unstuck-to-write-"));
  onTestFinished(() => rm(stateDir, { recursive: true, force: true }));
  const settings = readSettings({
    ...temporarySecrets(),
    STATE_DIR: stateDir,
    REDIS_PORT: "29801",
    SENTINEL_PORT: "29811",
  });
  const three = topology(settings.ports);
  const [first] = partsOf(three, "redis");
  const parts: Part[] =
    nodes === 3 || !first ? three : [...three, { ...first, name: "redis-4", port: first.port + 3 }];
  const driver = redisDriver(settings, parts);
  for (const part of partsOf(parts, "redis")) {
    const { args } = await driver.prepare(part, true);
    const lines = (await readFile(args[0] ?? "", "utf8")).split("\n");
    expect(lines.filter((line) => line.startsWith("min-replicas"))).toEqual([
      `min-replicas-to-write ${(nodes / 2) | 0}`,
    ]);
    expect(lines.findIndex((line) => line.startsWith("include"))).toBe(0);
  }
});

test("Compose tells its nodes how many they are, and they make the value of it", async () => {
  const { services } = parse(await readFile(path.join(root, "docker-compose.yml"), "utf8"), {
    merge: true,
    maxAliasCount: -1,
  });
  const nodes = Object.keys(services).filter((name) => name.startsWith("redis-"));
  expect(nodes).toHaveLength(partsOf(topology(readSettings(temporarySecrets()).ports), "redis").length);
  for (const name of nodes) expect(services[name].environment.REDIS_NODES).toBe(nodes.length);

  const script = await readFile(path.join(root, "redis/compose/node.sh"), "utf8");
  const line = /^ *(echo "min-replicas-to-write .*")$/m.exec(script)?.[1] ?? "";
  for (const count of [2, 3, 4, 5, 6]) {
    const { stdout } = await execa("sh", ["-c", line], { env: { REDIS_NODES: String(count) } });
    expect(stdout).toBe(`min-replicas-to-write ${replicasToWrite(count - 1)}`);
  }
});
