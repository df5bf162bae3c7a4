import { accessBytes, verifierOf } from "../access.ts";
import { id, otherId } from "../fixed.ts";
import {
  absolute,
  alive,
  bytes,
  ends,
  envelope,
  idle,
  index,
  join,
  otherRecord,
  record,
  type ScriptCase,
  time,
  type Value,
} from "./case.ts";

/** The access part up to "last seen", which the script sets. */
const access = accessBytes({ layout: 2, verifier: verifierOf(), lastSeen: 0, former: [] }).subarray(0, 20);
const oldest = "IAAAAAAAAAAAAAAAAAAAAA";
const created: Value[] = [{ $about: 0 }, { $about: absolute }];
const call = (cap: number, attempts: string[] = []) => ({
  script: "create.lua",
  keys: [index, record],
  args: [id, bytes(access), bytes(envelope), idle, absolute, cap, ...attempts],
});
const listed = (at: number, of: string): Value[] => ["ZADD", index, time(at), of];

export const create: ScriptCase[] = [
  {
    ...call(20),
    name: "a login",
    given: [],
    reply: created,
    means: "now, and the absolute end",
    after: [
      { command: ["GET", record], reply: join(bytes(access), { $about6: 0 }, bytes(envelope)) },
      { command: ["ZSCORE", index, id], reply: { $about: absolute } },
    ],
  },
  {
    ...call(2),
    name: "a login at the cap, which ends the oldest session",
    given: [
      listed(ends, oldest),
      listed(ends + 1, otherId),
      ["SET", `${record.slice(0, -id.length)}${oldest}`, "x", "PX", idle],
      ["SET", otherRecord, "x", "PX", idle],
    ],
    reply: [...created, oldest],
    means: "now, the absolute end, and the ids of the sessions that it ended",
    after: [{ command: ["ZRANGE", index, 0, -1], reply: [otherId, id] }],
  },
  {
    ...call(2),
    name: "a login at the cap, where another session has expired",
    given: [listed(ends, oldest), listed(ends + 1, otherId), ["SET", otherRecord, "x", "PX", idle]],
    reply: created,
    means: "now, and the absolute end",
    after: [{ command: ["ZRANGE", index, 0, -1], reply: [otherId, id] }],
  },
  {
    ...call(20, [otherId]),
    name: "a login that replaces an attempt whose answer was lost",
    given: [listed(ends, otherId), ["SET", otherRecord, "x", "PX", idle]],
    reply: created,
    means: "now, and the absolute end",
    after: [
      { command: ["ZRANGE", index, 0, -1], reply: [id] },
      { command: ["EXISTS", otherRecord], reply: 0 },
    ],
  },
  {
    ...call(20),
    name: "the same call again",
    given: alive(),
    reply: created,
    means: "now, and the absolute end",
    after: [{ command: ["ZRANGE", index, 0, -1], reply: [id] }],
  },
];
