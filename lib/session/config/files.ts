import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fill, fillAcl } from "./template.ts";

/** The folder of the templates and of redis.conf. */
const folder = dirname(fileURLToPath(import.meta.url));

/** Where redis.conf is, which every node's own file includes. */
export const redisConf = join(folder, "redis.conf");

/**
 * The passwords of the users in users.acl and sentinel-users.acl, by their
 * names in those templates.
 */
export interface RedisPasswords {
  readonly REDIS_APP_PASSWORD: string;
  readonly REDIS_SENTINEL_PASSWORD: string;
  readonly REDIS_REPLICATION_PASSWORD: string;
  readonly REDIS_OPERATOR_PASSWORD: string;
}

/**
 * Writes a node's own configuration around the common redis.conf, and its users. Only the owner may
 * read both files: the first holds the replicas' password, the second the hashes of all.
 * @param lines The settings that differ from node to node: port, folder, and the primary to
 * replicate.
 * @returns The configuration's path.
 */
export async function writeRedisConfig(
  target: string,
  passwords: RedisPasswords,
  lines: readonly string[],
): Promise<string> {
  const users = await writeUsers(target, "users.acl", passwords);
  const file = join(target, "redis.conf");
  // The file is written again at each start: the Sentinels also write into it, and their changes
  // may be outdated by then.
  const content = [
    `include "${redisConf}"`,
    `aclfile "${users}"`,
    "masteruser replication",
    `masterauth ${passwords.REDIS_REPLICATION_PASSWORD}`,
    ...lines,
  ];
  await writeFile(file, `${content.join("\n")}\n`, { mode: 0o600 });
  return file;
}

/** Where a Sentinel listens, and the primary that it must watch. */
export interface SentinelPlace {
  readonly host: string;
  readonly port: number;
  readonly primaryPort: number;
}

/**
 * Writes a Sentinel's first configuration, and its users. From then on the Sentinel rewrites the
 * configuration itself.
 * @returns The configuration's path.
 */
export async function writeSentinelConfig(
  target: string,
  passwords: RedisPasswords,
  { host, port, primaryPort }: SentinelPlace,
  lines: readonly string[] = [],
): Promise<string> {
  const users = await writeUsers(target, "sentinel-users.acl", passwords);
  const file = join(target, "sentinel.conf");
  const template = await readFile(join(folder, "sentinel.conf"), "utf8");
  const content = fill(withoutComments(template), {
    ...passwords,
    PORT: port,
    DIR: `"${target}"`,
    BIND: host,
    ACL_FILE: `"${users}"`,
    PRIMARY_HOST: host,
    PRIMARY_PORT: primaryPort,
  });
  await writeFile(file, `${content}${lines.join("\n")}\n`, { mode: 0o600 });
  return file;
}

async function writeUsers(target: string, name: string, passwords: RedisPasswords): Promise<string> {
  await mkdir(target, { recursive: true });
  const file = join(target, "users.acl");
  const template = await readFile(join(folder, name), "utf8");
  await writeFile(file, fillAcl(template, { ...passwords }), { mode: 0o600 });
  return file;
}

/** When a Sentinel rewrites its file, it moves the settings away from their comments. */
const withoutComments = (template: string) => template.replace(/^#.*\n/gm, "").replace(/\n{2,}/g, "\n");
