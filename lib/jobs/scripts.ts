import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "../session/redis/script.ts";

// A path, not `new URL(…, import.meta.url)`: Turbopack turns that into a browser's address in
// pages. next.config.ts ships the files.
const folder = join(dirname(fileURLToPath(import.meta.url)), "scripts");

export const claimScript = new Script(join(folder, "claim.lua"));
export const extendScript = new Script(join(folder, "extend.lua"));
export const finishScript = new Script(join(folder, "finish.lua"));
export const appendScript = new Script(join(folder, "append.lua"));
