import { guestTags } from "../../../guests/shelf.ts";
import { defaultKeys } from "../../../keys.ts";
import { accessBytes, verifierOf } from "../access.ts";
import * as contents from "../contents.ts";
import { id, otherId, token } from "../fixed.ts";
import { sealed } from "../sealed.ts";
import { bytes, ends, grace, idle, join, type ScriptCase, secondAgo, time, type Value } from "./case.ts";

/** In ms. */
const absolute = 86_400_000;

const tag = guestTags[0] as string;
const guest = { ...token, tag };
const index = defaultKeys.index(tag);
const stem = defaultKeys.recordStem(tag);
const record = defaultKeys.record(tag, id);
const arrivals = defaultKeys.arrivals(tag, "AAAAAAAAAAAAAAAA");
const access = accessBytes({ layout: 2, verifier: verifierOf(guest), lastSeen: 0, former: [] }).subarray(
  0,
  20,
);
const envelope = bytes(sealed(contents.guest));

/** The shelf lists a guest whose record exists. */
const living = (of: string, end: Value = time(ends)): Value[][] => [
  ["ZADD", index, end, of],
  ["SET", `${stem}${of}`, join(bytes(access), secondAgo, envelope), "PX", idle],
];

/** The shelf lists a guest whose record is gone: no case writes one under this id. */
const ended: Value[] = ["ZADD", index, time(ends), "MDEyMzQ1Njc4OTo7PD0-Pw"];

const create = (most: number) => ({
  script: "create-guest.lua",
  keys: [index, record, arrivals],
  args: [id, bytes(access), envelope, idle, absolute, 2, most, 1, 1, 1] as Value[],
});
const read = { script: "read.lua", args: [idle, 180_000, grace, 1, id, bytes(verifierOf(guest))] as Value[] };

export const guests: ScriptCase[] = [
  {
    ...create(10),
    name: "a guest",
    given: [["SET", arrivals, join({ $time6: -61_000 }, { $time6: -1000 })]],
    reply: [1, { $about: 0 }, { $about: absolute }],
    means:
      "begun; now, and the absolute end. What came from the address more than a minute ago no longer counts",
    after: [
      { command: ["GET", record], reply: join(bytes(access), { $about6: 0 }, envelope) },
      { command: ["GET", arrivals], reply: join({ $time6: -1000 }, { $about6: 0 }) },
    ],
  },
  {
    ...create(10),
    name: "the same call again",
    given: living(id),
    reply: [1, { $about: 0 }, { $about: ends }],
    means: "begun; now, and the absolute end",
    after: [{ command: ["EXISTS", arrivals], reply: 0 }],
  },
  {
    ...create(1),
    name: "a guest on a full shelf",
    given: living(otherId),
    reply: [2, { $about: 0 }],
    means: "full: nothing was written",
    after: [{ command: ["EXISTS", record], reply: 0 }],
  },
  {
    ...create(1),
    name: "a guest on a shelf where another has ended",
    given: [ended],
    reply: [1, { $about: 0 }, { $about: absolute }],
    means: "begun; now, and the absolute end",
    after: [{ command: ["ZRANGE", index, 0, -1], reply: [id] }],
  },
  {
    ...read,
    keys: [index, record],
    name: "a guest, under the keys of guests",
    given: living(id),
    reply: [{ $about: 0 }, join(time(ends), bytes("01"), bytes(access), secondAgo, envelope)],
    means: "now; absolute end, 1 and the record",
  },
  {
    ...read,
    keys: [`${index.slice(0, -1)}u`, `${stem.slice(0, -2)}s:${id}`],
    name: "a guest's token in the place of a login's: a service makes the keys of a login from it",
    given: living(id),
    reply: [{ $about: 0 }, 0],
    means: "no such session: not signed in",
  },
  {
    script: "claim-guest.lua",
    keys: [index, record],
    args: [id, 600_000],
    name: "a login takes over a guest",
    given: living(id),
    reply: 1,
    means: "the guest ends within ten minutes",
    after: [{ command: ["ZSCORE", index, id], reply: { $about: 600_000 } }],
  },
  {
    script: "claim-guest.lua",
    keys: [index, record],
    args: [id, 600_000],
    name: "a login takes over a guest that ends sooner",
    given: living(id, time(30_000)),
    reply: 1,
    means: "its end stays",
    after: [{ command: ["ZSCORE", index, id], reply: time(30_000) }],
  },
  {
    script: "claim-guest.lua",
    keys: [index, record],
    args: [id, 600_000],
    name: "a login takes over a guest that has ended",
    given: [["ZADD", index, time(ends), id]],
    reply: 0,
    means: "no such guest",
  },
  {
    script: "trim-guests.lua",
    keys: [index],
    args: [stem, 1],
    name: "a shelf with a guest that has ended",
    given: [...living(id), ended],
    reply: [0, 0],
    means: "memory is not short, and nobody left for it",
    after: [{ command: ["ZRANGE", index, 0, -1], reply: [id] }],
  },
];
