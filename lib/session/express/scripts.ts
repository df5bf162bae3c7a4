import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "../redis/script.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "scripts");

export const readScript = new Script(join(folder, "read.lua"));
export const peekScript = new Script(join(folder, "peek.lua"));
export const createScript = new Script(join(folder, "create.lua"));
export const saveScript = new Script(join(folder, "save.lua"));
export const touchScript = new Script(join(folder, "touch.lua"));
export const endScript = new Script(join(folder, "end.lua"));
export const linkScript = new Script(join(folder, "link.lua"));
export const listedScript = new Script(join(folder, "listed.lua"));
export const formerReadScript = new Script(join(folder, "former-read.lua"));
export const formerEndScript = new Script(join(folder, "former-end.lua"));
