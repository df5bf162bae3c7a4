import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "../lib/session/redis/script.ts";

// A path, not `new URL(…, import.meta.url)`: Turbopack turns that into a
// browser's address in pages.
const folder = join(dirname(fileURLToPath(import.meta.url)), "scripts");

/** Reads a record alone, whether its user's index lists it or not. */
export const readUnlistedScript = new Script(join(folder, "read-unlisted.lua"));

/** Gives a session its next token, and counts the earlier token as replaced from then on. */
export const rotateAtOnceScript = new Script(join(folder, "rotate-at-once.lua"));
