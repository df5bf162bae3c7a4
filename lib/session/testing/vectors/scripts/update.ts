import { defaultKeys } from "../../../keys.ts";
import { verifierOf } from "../access.ts";
import { id, nonce, tag } from "../fixed.ts";
import {
  ago,
  alive,
  before,
  bytes,
  ends,
  index,
  nextEnvelope,
  record,
  recordOf,
  type ScriptCase,
  time,
  unknownLayout,
  type Value,
} from "./case.ts";

const done = defaultKeys.done(tag, id, nonce(0x33));
const call = {
  script: "update.lua",
  keys: [index, record, done],
  args: [id, bytes(nonce(0x11)), bytes(nextEnvelope), 15_000],
};
const written = [1, time(ends), { $about: 0 } as Value, time(-1000)];
const none = { reply: 0, means: "none" };
const former = [{ verifier: verifierOf(before), shown: ago(5000) }];
const others = recordOf({ envelope: nextEnvelope });

export const update: ScriptCase[] = [
  {
    ...call,
    name: "nobody else wrote since",
    given: alive(),
    reply: written,
    means: "written",
    after: [
      { command: ["GET", record], reply: recordOf({ envelope: nextEnvelope }) },
      { command: ["EXISTS", done], reply: 1 },
    ],
  },
  {
    ...call,
    name: "former tokens stay",
    given: alive(recordOf({ former })),
    reply: written,
    means: "written",
    after: [{ command: ["GET", record], reply: recordOf({ former, envelope: nextEnvelope }) }],
  },
  {
    ...call,
    name: "somebody else wrote since: make the change again on the record of the reply",
    given: alive(others),
    reply: [2, others, time(ends), { $about: 0 }],
    means: "conflict",
    after: [{ command: ["GET", record], reply: others }],
  },
  {
    ...call,
    name: "sent again after a lost connection, when it was written the first time",
    given: [...alive(others), ["SET", done, "", "PX", 15_000]],
    reply: written,
    means: "written",
  },
  {
    ...call,
    name: "no record",
    given: alive().slice(0, 1),
    ...none,
    after: [{ command: ["EXISTS", record], reply: 0 }],
  },
  { ...call, name: "a record that the index doesn't list", given: alive().slice(1), ...none },
  { ...call, name: "a session behind its absolute end", given: alive(recordOf(), time(-1)), ...none },
  {
    ...call,
    name: "a layout that this script doesn't know",
    given: alive(unknownLayout),
    reply: { $error: "UNKNOWNLAYOUT" },
    means: "UnknownFormat",
  },
];
