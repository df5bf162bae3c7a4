import { verifierOf } from "../access.ts";
import { id, otherId, token } from "../fixed.ts";
import {
  ago,
  alive,
  before,
  ends,
  index,
  otherRecord,
  record,
  recordOf,
  type ScriptCase,
  shown,
  stranger,
  time,
  type Value,
} from "./case.ts";

const byToken = (of = token) => ({
  script: "revoke-token.lua",
  keys: [index, record],
  args: [id, ...shown(of)],
});
const gone = [
  { command: ["ZSCORE", index, id] as Value[], reply: null },
  { command: ["EXISTS", record] as Value[], reply: 0 },
];
const stays = [{ command: ["EXISTS", record] as Value[], reply: 1 }];
const ended = { reply: 1, means: "ended" };
const none = { reply: 0, means: "none" };
const two: Value[][] = [
  ...alive(),
  ["ZADD", index, time(ends + 1), otherId],
  ["SET", otherRecord, recordOf(), "PX", 1000],
];
const former = [{ verifier: verifierOf(before), shown: ago(5000) }];
const one = { script: "revoke.lua", keys: [index, record], args: [id] };
const all = { script: "revoke-all.lua", keys: [index] };
const again = { script: "revoke-again.lua", keys: [index, index], args: [id, otherId] };

export const revoke: ScriptCase[] = [
  { ...byToken(), name: "sign out: the token of the session", given: alive(), ...ended, after: gone },
  {
    ...byToken(),
    name: "sign out: a record of layout 1",
    given: alive(recordOf({ layout: 1 })),
    ...ended,
    after: gone,
  },
  {
    ...byToken(before),
    name: "sign out: a former token of the session",
    given: alive(recordOf({ former })),
    ...ended,
    after: gone,
  },
  {
    ...byToken(stranger),
    name: "sign out: another token of this session",
    given: alive(),
    ...none,
    after: stays,
  },
  { ...byToken(), name: "sign out: no record", given: [], ...none },
  { ...one, name: "revoke by id", given: alive(), ...ended, after: gone },
  { ...one, name: "revoke by id: not listed", given: alive().slice(1), ...none, after: gone },
  {
    script: "revoke.lua",
    name: "revoke two by id",
    keys: [index, record, otherRecord],
    args: [id, otherId],
    given: two,
    reply: 2,
    means: "the number of sessions that were listed",
    after: gone,
  },
  {
    ...all,
    name: "revoke all",
    args: [""],
    given: two,
    reply: `${id},${otherId}`,
    means: "the ids that ended, with commas between them",
    after: [{ command: ["EXISTS", index], reply: 0 }],
  },
  {
    ...all,
    name: "revoke all but one",
    args: [otherId],
    given: two,
    reply: id,
    means: "the ids that ended",
    after: [{ command: ["ZRANGE", index, 0, -1], reply: [otherId] }],
  },
  { ...all, name: "revoke all: none is listed", args: [""], given: [], reply: "", means: "none" },
  {
    ...again,
    name: "repeat revocations on a new primary",
    given: two,
    reply: 2,
    means: "the number of sessions that had come back",
    after: [{ command: ["EXISTS", index], reply: 0 }],
  },
  { ...again, name: "repeat revocations that hold", given: [], reply: 0, means: "none had come back" },
];
