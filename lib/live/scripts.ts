import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "../session/redis/script.ts";

// A path, not `new URL(…, import.meta.url)`: Turbopack turns that into a browser's address in
// pages. next.config.ts ships the files.
const folder = join(dirname(fileURLToPath(import.meta.url)), "scripts");

export const beatScript = new Script(join(folder, "beat.lua"));
export const collectScript = new Script(join(folder, "collect.lua"));
export const announceScript = new Script(join(folder, "announce.lua"));
