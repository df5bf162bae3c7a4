import type { VectorFile } from "./file.ts";
import { peppers } from "./fixed.ts";
import { create } from "./scripts/create.ts";
import { guests } from "./scripts/guests.ts";
import { list } from "./scripts/list.ts";
import { peek } from "./scripts/peek.ts";
import { read } from "./scripts/read.ts";
import { revoke } from "./scripts/revoke.ts";
import { rotate } from "./scripts/rotate.ts";
import { update } from "./scripts/update.ts";

export const scripts: VectorFile = {
  about:
    "Calls of each script on a Redis: run the commands of `given` on empty keys, call the script with `keys` and `args`, and compare its `reply`; " +
    "`after` says what the keys hold afterwards. docs/protocol.md says how values are written.",
  keys: { peppers },
  cases: [...read, ...peek, ...update, ...revoke, ...create, ...rotate, ...list, ...guests],
};
