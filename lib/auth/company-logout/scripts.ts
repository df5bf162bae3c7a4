import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "../../session/redis/script.ts";

// A path, not `new URL(…, import.meta.url)`: Turbopack turns that into a browser's address in
// pages. next.config.ts ships the files.
const folder = join(dirname(fileURLToPath(import.meta.url)), "scripts");

export const noteLogoutScript = new Script(join(folder, "note-logout.lua"));
export const getLogoutScript = new Script(join(folder, "get-logout.lua"));
export const noteSidScript = new Script(join(folder, "note-sid.lua"));
export const getSidScript = new Script(join(folder, "get-sid.lua"));
export const judgeTokenScript = new Script(join(folder, "judge-token.lua"));
