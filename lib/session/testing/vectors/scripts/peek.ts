import { ago, alive, before, index, record, type ScriptCase, slideAfter } from "./case.ts";
import { asked, found, lastSeen, none, now, replayed, unseen } from "./read.ts";

const call = { script: "peek.lua", keys: [index, record] };

/** The calls that a replica gets. */
export const peek: ScriptCase[] = [
  {
    ...call,
    name: "a replica: a session that is alive",
    given: alive(unseen),
    args: asked(),
    reply: found(1, unseen),
    means: "alive",
    after: [{ command: lastSeen, reply: ago(slideAfter) }],
  },
  { ...call, script: "peek.lua", name: "a replica: no session", given: [], args: asked(), ...none },
  {
    ...call,
    name: "a replica: the token before, behind the grace, which is not for it to judge",
    given: replayed,
    args: asked(before),
    reply: [now, 3],
    means: "this node can't say",
    after: [{ command: ["ZCARD", index], reply: 1 }],
  },
];
