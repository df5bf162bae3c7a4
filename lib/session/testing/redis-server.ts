import { findProgram, findProgramIn } from "./programs.ts";

/**
 * Valkey's package has its own name for the same program. It has Redis's name only if someone added
 * a link.
 */
const names = ["redis-server", "valkey-server"];

/**
 * No server was found to run. The message says where the search looked, and which setting names
 * another folder.
 */
export class NoRedisServer extends Error {
  override name = "NoRedisServer";
}

/**
 * The program that Redis nodes and Sentinels run: the one in this folder, or else the one on PATH,
 * if any.
 * @param folder Absolute. An empty string counts as no folder.
 * @throws {NoRedisServer} if the folder has none. Another server must not run in its place, since
 * it would be taken for it.
 */
export async function findRedisServer(folder?: string): Promise<string | undefined> {
  if (!folder) return findProgram(...names);
  const found = await findProgramIn([folder], names);
  if (found !== undefined) return found;
  throw new NoRedisServer(`REDIS_BIN_DIR is ${folder}, where there is neither ${names.join(" nor ")}.`);
}

/**
 * Like `findRedisServer`.
 * @throws {NoRedisServer} also if PATH has none.
 */
export async function requireRedisServer(folder = process.env.REDIS_BIN_DIR): Promise<string> {
  const found = await findRedisServer(folder);
  if (found !== undefined) return found;
  throw new NoRedisServer(
    "redis-server isn't on PATH. Install Redis 7.0 or newer, or name its folder in REDIS_BIN_DIR.",
  );
}
