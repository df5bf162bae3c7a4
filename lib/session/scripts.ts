import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "./redis/script.ts";

// This is a path and not `new URL(…, import.meta.url)`, because Turbopack turns that into a
// browser's address in pages. next.config.ts ships the files.
const folder = join(dirname(fileURLToPath(import.meta.url)), "scripts");

export const createScript = new Script(join(folder, "create.lua"));
export const readScript = new Script(join(folder, "read.lua"));
export const peekScript = new Script(join(folder, "peek.lua"));
export const updateScript = new Script(join(folder, "update.lua"));
export const rotateScript = new Script(join(folder, "rotate.lua"));
export const revokeScript = new Script(join(folder, "revoke.lua"));
export const revokeAgainScript = new Script(join(folder, "revoke-again.lua"));
export const revokeTokenScript = new Script(join(folder, "revoke-token.lua"));
export const revokeAllScript = new Script(join(folder, "revoke-all.lua"));
export const createGuestScript = new Script(join(folder, "create-guest.lua"));
export const claimGuestScript = new Script(join(folder, "claim-guest.lua"));
export const trimGuestsScript = new Script(join(folder, "trim-guests.lua"));
export const listScript = new Script(join(folder, "list.lua"));
export const peekListScript = new Script(join(folder, "peek-list.lua"));
