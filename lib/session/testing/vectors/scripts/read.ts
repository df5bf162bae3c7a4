import { verifierOf } from "../access.ts";
import { id, otherId, peppers, token } from "../fixed.ts";
import {
  ago,
  alive,
  before,
  bytes,
  ends,
  grace,
  idle,
  index,
  join,
  never,
  notYet,
  otherRecord,
  type Reply,
  record,
  recordOf,
  type ScriptCase,
  shown,
  slideAfter,
  stranger,
  time,
  unknownLayout,
  type Value,
} from "./case.ts";

const limits = [idle, slideAfter, grace, 2];
export const asked = (of = token, settings: Value[] = limits) => [...settings, id, ...shown(of)];
export const now: Value = { $about: 0 };
export const found = (mark: 1 | 2, of: Value): Reply => [now, join(time(ends), bytes(`0${mark}`), of)];
const keys = [index, record];
const call = { script: "read.lua", keys };
export const none: Pick<ScriptCase, "reply" | "means"> = { reply: [now, 0], means: "none" };

const former = (shownAt: Value, layout: 1 | 2 = 2) => [
  { verifier: verifierOf(before, layout), shown: shownAt },
];
export const lastSeen = ["GETRANGE", record, 20, 25];
const firstShown = ["GETRANGE", record, 50, 55];
const gone = [
  { command: ["ZCARD", index], reply: 0 },
  { command: ["EXISTS", record], reply: 0 },
];

function superseded(name: string, shownAt: Value, settings: Value[] = limits): ScriptCase {
  const of = recordOf({ former: former(shownAt) });
  return {
    ...call,
    name,
    given: alive(of),
    args: asked(before, settings),
    reply: found(2, of),
    means: "superseded",
  };
}

const ofTwoPeppers = peppers.flatMap((pepper) => [
  bytes(verifierOf(token, 1, pepper)),
  bytes(verifierOf(token, 2, pepper)),
]);
const bySecond = recordOf({ verifier: verifierOf(token, 2, peppers[1]) });
const inLayout1 = recordOf({ layout: 1 });
export const unseen = recordOf({ seen: ago(slideAfter) });
const unshown = recordOf({ former: former(notYet) });
export const replayed = alive(recordOf({ former: former(ago(grace + 1000)) }));
const other = recordOf({ verifier: verifierOf({ ...token, id: otherId }) });

export const read: ScriptCase[] = [
  {
    ...call,
    name: "a session that is alive",
    given: alive(),
    args: asked(),
    reply: found(1, recordOf()),
    means: "alive",
  },
  {
    ...call,
    name: "a record of layout 1",
    given: alive(inLayout1),
    args: asked(),
    reply: found(1, inLayout1),
    means: "alive",
  },
  {
    ...call,
    name: "a record of the second pepper, by a service with two",
    given: alive(bySecond),
    args: [idle, slideAfter, grace, 4, id, ...ofTwoPeppers],
    reply: found(1, bySecond),
    means: "alive",
  },
  { ...call, name: "no record", given: alive().slice(0, 1), args: asked(), ...none },
  { ...call, name: "a record that the index doesn't list", given: alive().slice(1), args: asked(), ...none },
  { ...call, name: "another token of this session", given: alive(), args: asked(stranger), ...none },
  {
    ...call,
    name: "a session that was idle for too long",
    given: alive(recordOf({ seen: ago(idle) })),
    args: asked(),
    ...none,
  },
  {
    ...call,
    name: "a session behind its absolute end",
    given: alive(recordOf(), time(-1)),
    args: asked(),
    ...none,
  },
  {
    ...call,
    name: "a slide that is due: the reply has the record from before it",
    given: alive(unseen),
    args: asked(),
    reply: found(1, unseen),
    means: "alive",
    after: [{ command: lastSeen, reply: { $about6: 0 } }],
  },
  {
    ...call,
    name: "a read that doesn't slide",
    given: alive(unseen),
    args: asked(token, [idle, never, grace, 2]),
    reply: found(1, unseen),
    means: "alive",
    after: [{ command: lastSeen, reply: ago(slideAfter) }],
  },
  {
    ...call,
    name: "the first showing of a token, which is noted for the one before",
    given: alive(unshown),
    args: asked(),
    reply: found(1, unshown),
    means: "alive",
    after: [{ command: firstShown, reply: { $about6: 0 } }],
  },
  superseded("the token before, while nobody has shown the next one", notYet),
  superseded("the token before, within the grace", ago(grace - 20_000)),
  superseded("the token before, behind the grace, when no replay is judged", ago(grace + 1000), [
    idle,
    slideAfter,
    never,
    2,
  ]),
  {
    ...call,
    name: "the token before, behind the grace",
    given: replayed,
    args: asked(before),
    reply: [now, 3],
    means: "replayed",
    after: gone,
  },
  {
    ...call,
    name: "a layout that this script doesn't know",
    given: alive(unknownLayout),
    args: asked(),
    reply: [now, { $error: "UNKNOWNLAYOUT" }],
    means: "UnknownFormat",
    after: [{ command: ["GET", record], reply: unknownLayout }],
  },
  {
    name: "two sessions in one call, of which the first is gone",
    script: "read.lua",
    given: [
      ["ZADD", index, time(ends), otherId],
      ["SET", otherRecord, other, "PX", idle],
    ],
    keys: [...keys, index, otherRecord],
    args: [...asked(), otherId, ...shown({ ...token, id: otherId })],
    reply: [now, 0, join(time(ends), bytes("01"), other)],
    means: "none, and alive",
  },
];
