import { findProgram, findProgramIn } from "./programs.ts";

/**
 * Valkey's package has its own name for the same program, and Redis's only
 * where somebody added a link.
 */
const names = ["redis-server", "valkey-server"];

/**
 * There is no server to run. The message says where it was looked for, and which
 * setting names another folder.
 */
export class NoRedisServer extends Error {
  override name = "NoRedisServer";
}

/**
 * The server that Redis nodes and Sentinels run: out of this folder, or else the one
 * on PATH, if there is one.
 * @param folder Absolute. Empty counts as none.
 * @throws {NoRedisServer} if the folder has none: another server in its
 * place would be taken for it.
 */
export async function findRedisServer(folder?: string): Promise<string | undefined> {
  if (!folder) return findProgram(...names);
  const found = await findProgramIn([folder], names);
  if (found !== undefined) return found;
  throw new NoRedisServer(`REDIS_BIN_DIR is ${folder}, where there is neither ${names.join(" nor ")}.`);
}

/** Like `findRedisServer`. @throws {NoRedisServer} also where PATH has none. */
export async function requireRedisServer(folder = process.env.REDIS_BIN_DIR): Promise<string> {
  const found = await findRedisServer(folder);
  if (found !== undefined) return found;
  throw new NoRedisServer(
    "redis-server isn't on PATH. Install Redis 7.0 or newer, or name its folder in REDIS_BIN_DIR.",
  );
}
