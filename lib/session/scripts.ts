import { Script } from "../redis/script.ts";

// Each path is written out, because bundlers follow only `new URL` with a literal.
export const createScript = new Script(new URL("./scripts/create.lua", import.meta.url));
export const readScript = new Script(new URL("./scripts/read.lua", import.meta.url));
export const updateScript = new Script(new URL("./scripts/update.lua", import.meta.url));
export const rotateScript = new Script(new URL("./scripts/rotate.lua", import.meta.url));
export const revokeScript = new Script(new URL("./scripts/revoke.lua", import.meta.url));
export const revokeTokenScript = new Script(new URL("./scripts/revoke-token.lua", import.meta.url));
export const revokeAllScript = new Script(new URL("./scripts/revoke-all.lua", import.meta.url));
export const listScript = new Script(new URL("./scripts/list.lua", import.meta.url));
