import path from "node:path";
import { announcements } from "./announcements.ts";
import { cookie } from "./cookie.ts";
import type { VectorFile } from "./file.ts";
import { keys } from "./keys.ts";
import { records } from "./records.ts";
import { rotation } from "./rotation.ts";
import { scripts } from "./scripts.ts";
import { token } from "./token.ts";
import { verifiers } from "./verifiers.ts";

/** The folder of the published vectors. */
export const folder = path.join(import.meta.dirname, "../../vectors");

const all: Record<string, VectorFile> = {
  cookie,
  token,
  keys,
  verifiers,
  records,
  rotation,
  announcements,
  scripts,
};

/** The name and the text of each file. They are the same each time. */
export function files(): Map<string, string> {
  return new Map(
    Object.entries(all).map(([name, file]) => [`${name}.json`, `${JSON.stringify(file, null, 2)}\n`]),
  );
}
