import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { Script } from "./redis/script.ts";
import { openOperator, topologies } from "./testing/stores.ts";
import { VectorClock } from "./testing/vectors/clock.ts";
import { folder } from "./testing/vectors/files.ts";
import type { ScriptCase } from "./testing/vectors/scripts/case.ts";

const { cases } = JSON.parse(readFileSync(path.join(folder, "scripts.json"), "utf8")) as {
  cases: ScriptCase[];
};

describe.each(topologies)("on %s", (topology) => {
  test.each(cases)("$script: $name", async ({ script, given, keys, args, reply, after = [] }) => {
    const operator = openOperator(topology);
    const run = (command: string, ...rest: (string | Buffer)[]) => operator.callBuffer(command, ...rest);
    const { source } = new Script(path.join(import.meta.dirname, "scripts", script));
    for (const key of [...keys, ...given.map(([, key]) => String(key))]) await run("DEL", key);
    const clock = VectorClock.at((await run("TIME")) as Buffer[]);
    for (const [command, ...rest] of given)
      await run(String(command), ...rest.map((one) => clock.bytes(one)));

    const answer = await run(
      "EVAL",
      source,
      String(keys.length),
      ...keys,
      ...args.map((one) => clock.bytes(one)),
    ).catch((error: Error) => error);
    expect(clock.mismatch(answer, reply)).toBeUndefined();
    for (const { command, reply } of after) {
      const [name, ...rest] = command;
      expect(
        clock.mismatch(await run(String(name), ...rest.map((one) => clock.bytes(one))), reply),
      ).toBeUndefined();
    }
  });
});

test("every script of a service has a case", () => {
  expect([...new Set(cases.map(({ script }) => script))].sort()).toEqual([
    "claim-guest.lua",
    "create-guest.lua",
    "create.lua",
    "list.lua",
    "peek-list.lua",
    "peek.lua",
    "read.lua",
    "revoke-again.lua",
    "revoke-all.lua",
    "revoke-token.lua",
    "revoke.lua",
    "rotate.lua",
    "trim-guests.lua",
    "update.lua",
  ]);
});
