import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "../redis/script.ts";

// This is a path and not `new URL(…, import.meta.url)`, because Turbopack turns that into a
// browser's address in pages. next.config.ts ships the files.
const folder = join(dirname(fileURLToPath(import.meta.url)), "scripts");

export const putNewScript = new Script(join(folder, "put-new.lua"));
export const getScript = new Script(join(folder, "get.lua"));
export const replaceScript = new Script(join(folder, "replace.lua"));
export const takeScript = new Script(join(folder, "take.lua"));
export const indexAddScript = new Script(join(folder, "index-add.lua"));
export const indexListScript = new Script(join(folder, "index-list.lua"));
export const indexRemoveScript = new Script(join(folder, "index-remove.lua"));
export const dropScript = new Script(join(folder, "drop.lua"));
export const putUntilScript = new Script(join(folder, "put-until.lua"));
