import { defaultKeys } from "../../keys.ts";
import type { VectorFile } from "./file.ts";
import { id, otherId, tag } from "./fixed.ts";

const by = "7d1b8b0e-52b3-4a3e-9d0c-0f4a1f3b2c11";
const { channel } = defaultKeys;
const ended = { tag, ids: [id, otherId] };

const heard = (name: string, said: unknown, revocation: unknown) => ({
  name,
  channel,
  message: typeof said === "string" ? said : JSON.stringify(said),
  revocation,
});

export const announcements: VectorFile = {
  about:
    "Messages on the channel of revocations, as bytes in UTF-8, and what a listener learns: the tag and the ids of sessions that ended, or " +
    "null for what it ignores. `by` names the store that speaks, by a random UUID, so that it can ignore its own messages.",
  cases: [
    heard("two sessions of a user", { by, ...ended }, ended),
    heard("one session", { by, tag, ids: [id] }, { tag, ids: [id] }),
    heard("no session", { by, tag, ids: [] }, { tag, ids: [] }),
    heard("fields that a later build may add", { v: 2, by, ...ended, at: 1 }, ended),
    heard("spaces and another order", `{ "ids": ["${id}"], "tag": "${tag}", "by": "${by}" }`, {
      tag,
      ids: [id],
    }),
    heard("nobody who speaks", ended, null),
    heard("no tag", { by, ids: [id] }, null),
    heard("ids that are no list", { by, tag, ids: id }, null),
    heard("an id that is no text", { by, tag, ids: [id, 1] }, null),
    heard("a list", [by, tag, id], null),
    heard("null", "null", null),
    heard("what is no JSON", `${by} ${tag} ${id}`, null),
    heard("nothing", "", null),
  ],
};
