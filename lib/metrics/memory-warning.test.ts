import { expect, test } from "vitest";
import { parseInfo } from "../session/redis/info.ts";
import { MemoryWarning } from "./memory-warning.ts";

const node = (usedMemory: number) => ({ ...emptyInfo, usedMemory, maxMemory: 100 });
const emptyInfo = parseInfo(
  [
    ...["run_id:1", "role:master", "used_memory:0", "maxmemory:0", "evicted_keys:0", "expired_keys:0"],
    ...[
      "total_commands_processed:0",
      "connected_clients:0",
      "master_repl_offset:0",
      "aof_last_write_status:ok",
    ],
  ].join("\r\n"),
);

test("a node that left while it was full is warned of again when it's back, and one that stayed isn't", () => {
  const said: string[] = [];
  const warning = new MemoryWarning((line) => said.push(line));
  const look = (...names: string[]) => {
    for (const name of names) expect(warning.isFilling(name, node(90))).toBe(true);
    warning.keepOnly(names);
  };
  look("one", "two");
  expect(said).toHaveLength(2);
  look("one");
  look("one", "two");
  expect(said.map((line) => /\((\w+)\)/.exec(line)?.[1])).toEqual(["one", "two", "two"]);
});
