import { Verifiers } from "../../../verifiers.ts";
import { verifierOf } from "../access.ts";
import { id, peppers, token } from "../fixed.ts";
import {
  ago,
  alive,
  before,
  bytes,
  grace,
  index,
  notYet,
  record,
  recordOf,
  type ScriptCase,
  shown,
  stranger,
  time,
  type Value,
} from "./case.ts";

const verifiers = new Verifiers([peppers[0]]);

function call(of = token, layout: 1 | 2 = 2) {
  const [next] = verifiers.successors(of);
  return {
    script: "rotate.lua",
    keys: [index, record],
    args: [id, layout, grace, 2, ...shown(of), ...(next?.verifiers ?? []).map(bytes)] as Value[],
  };
}

const [next] = verifiers.successors(token);
const nextVerifier = (layout: 1 | 2) => next?.verifiers[layout - 1]?.toString("hex") ?? "";
const former = (shownAt: Value) => [{ verifier: verifierOf(), shown: shownAt }];
const rotated = (differs = {}) => recordOf({ verifier: nextVerifier(2), former: former(notYet), ...differs });
const third = [{ verifier: verifierOf(before), shown: ago(5000) }];

export const rotate: ScriptCase[] = [
  {
    ...call(),
    name: "a rotation",
    given: alive(),
    reply: 2,
    means: "rotated: the next token is the one that has the second following verifier",
    after: [{ command: ["GET", record], reply: rotated() }],
  },
  {
    ...call(token, 1),
    name: "a rotation of a record of layout 1 by a service that writes layout 1",
    given: alive(recordOf({ layout: 1 })),
    reply: 1,
    means: "rotated: the next token is the one that has the first following verifier",
    after: [
      {
        command: ["GET", record],
        reply: recordOf({
          layout: 1,
          verifier: nextVerifier(1),
          reissued: bytes("ffffffffffff"),
          former: [{ verifier: verifierOf(token, 1), shown: notYet }],
        }),
      },
    ],
  },
  {
    ...call(token, 1),
    name: "a rotation of a record of layout 2 by a service that writes layout 1: the layout stays",
    given: alive(),
    reply: 2,
    means: "rotated: the next token is the one that has the second following verifier",
    after: [{ command: ["GET", record], reply: rotated() }],
  },
  {
    ...call(),
    name: "a second rotation: the token before the current one moves down",
    given: alive(recordOf({ former: third })),
    reply: 2,
    means: "rotated: the next token is the one that has the second following verifier",
    after: [{ command: ["GET", record], reply: rotated({ former: [...former(notYet), ...third] }) }],
  },
  {
    ...call(),
    name: "the same rotation again, before anybody has shown the next token: it is noted that it was given twice",
    given: alive(rotated()),
    reply: 2,
    means: "rotated: the next token is the one that has the second following verifier",
    after: [{ command: ["GET", record], reply: rotated({ reissued: { $about6: 0 } }) }],
  },
  {
    ...call(),
    name: "the same rotation again, when somebody has shown the next token",
    given: alive(rotated({ former: former(ago(1000)) })),
    reply: -1,
    means: "superseded",
  },
  {
    ...call(),
    name: "a token that was given twice within the grace has no next one yet",
    given: alive(recordOf({ former: third, reissued: ago(1000) })),
    reply: -2,
    means: "rotated: the token that was shown is still the newest",
  },
  { ...call(stranger), name: "another token of this session", given: alive(), reply: 0, means: "none" },
  { ...call(), name: "no record", given: alive().slice(0, 1), reply: 0, means: "none" },
  {
    ...call(),
    name: "a record that the index doesn't list",
    given: alive().slice(1),
    reply: 0,
    means: "none",
  },
  {
    ...call(),
    name: "a session behind its absolute end",
    given: alive(recordOf(), time(-1)),
    reply: 0,
    means: "none",
  },
];
