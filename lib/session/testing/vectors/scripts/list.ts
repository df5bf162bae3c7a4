import { id, otherId } from "../fixed.ts";
import {
  ago,
  alive,
  ends,
  idle,
  index,
  record,
  recordOf,
  type ScriptCase,
  stem,
  time,
  unknownLayout,
  type Value,
} from "./case.ts";

const now: Value = { $about: 0 };
const listed = (at: number, of: string): Value[] => ["ZADD", index, time(at), of];

const cases = (script: "list.lua" | "peek-list.lua"): ScriptCase[] => {
  const call = { script, keys: [index], args: [idle, stem] };
  const tidied = { command: ["ZCARD", index] as Value[], reply: script === "list.lua" ? 1 : 2 };
  return [
    {
      ...call,
      name: `${script}: a session`,
      given: alive(),
      reply: [now, id, time(ends), recordOf()],
      means: "now; then id, absolute end and record of each session",
    },
    {
      ...call,
      name: `${script}: one whose record is gone`,
      given: [...alive(), listed(ends + 1, otherId)],
      reply: [now, id, time(ends), recordOf()],
      means: "only the other one",
      after: [tidied],
    },
    {
      ...call,
      name: `${script}: one behind its absolute end`,
      given: [...alive(), listed(-1, otherId)],
      reply: [now, id, time(ends), recordOf()],
      means: "only the other one",
      after: [tidied],
    },
    {
      ...call,
      name: `${script}: one that was idle for too long`,
      given: alive(recordOf({ seen: ago(idle) })),
      reply: [now],
      means: "none",
    },
    {
      ...call,
      name: `${script}: one of a layout that this script doesn't know`,
      given: alive(unknownLayout),
      reply: [now, id, time(ends), unknownLayout],
      means: "a session that can't be read, and can be revoked by its id",
    },
    {
      ...call,
      name: `${script}: a key of another type`,
      given: [...alive().slice(0, 1), ["LPUSH", record, "x"]],
      reply: [now, id, time(ends), ""],
      means: "a session that can't be read, and can be revoked by its id",
    },
    { ...call, name: `${script}: no session`, given: [], reply: [now], means: "none" },
  ];
};

export const list: ScriptCase[] = [...cases("list.lua"), ...cases("peek-list.lua")];
