import path from "node:path";
import { execa } from "execa";
import * as harness from "../lib/session/testing/redis-server.ts";
import { readEnvironment, root } from "./settings.ts";
import { StackError } from "./stack.ts";

export interface ServerVersion {
  readonly name: "Redis" | "Valkey";
  /** The version as the server reports it: 8.0.2. */
  readonly version: string;
}

/**
 * The server that Redis nodes and Sentinels run. It comes from the folder REDIS_BIN_DIR if that is
 * set, else from PATH.
 * @throws {StackError} if that folder has none. Another server in its place would be taken for it.
 */
export async function findRedisServer(
  environment: Readonly<Record<string, string | undefined>> = readEnvironment(),
): Promise<string | undefined> {
  try {
    return await harness.findRedisServer(redisBinDir(environment));
  } catch (error) {
    throw error instanceof harness.NoRedisServer ? new StackError(error.message) : error;
  }
}

/**
 * The folder that REDIS_BIN_DIR names, from the project's root on; undefined without the setting.
 */
export const redisBinDir = ({ REDIS_BIN_DIR }: Readonly<Record<string, string | undefined>>) =>
  REDIS_BIN_DIR ? path.resolve(root, REDIS_BIN_DIR) : undefined;

/** Like `findRedisServer`, for a server that set-up has seen to. */
export async function requireRedisServer(
  environment?: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const found = await findRedisServer(environment);
  if (found === undefined)
    throw new StackError("redis-server isn't installed. `npm start` installs it, or says how.");
  return found;
}

/** The version that a server reports. This starts one process, which takes some milliseconds. */
export async function versionOfServer(file: string): Promise<ServerVersion> {
  return parseServerVersion((await execa(file, ["--version"])).stdout);
}

/**
 * The version in the line that `--version` prints.
 * @throws {StackError} for anything else.
 */
export function parseServerVersion(line: string): ServerVersion {
  const [, name, version] = /^(Redis|Valkey) server v=(\d+\.\d+\.\d+)/.exec(line) ?? [];
  if (name === undefined || version === undefined)
    throw new StackError(`This isn't how Redis or Valkey tells its version: ${line}`);
  return { name: name === "Valkey" ? "Valkey" : "Redis", version };
}
