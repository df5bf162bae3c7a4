import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { asOperator } from "../redis-admin.ts";
import { requireRedisServer } from "../redis-server.ts";
import { replicasToWrite, replicasToWriteSetting } from "../replicas-to-write.ts";
import { root, type Settings } from "../settings.ts";
import { fillAcl } from "../template.ts";
import { type Part, partsOf } from "../topology.ts";
import { basicEnvironment, type Driver, folderOf, loopback, type Probe } from "./driver.ts";
import { primaryForStartOf, redisDataFolder } from "./primary.ts";

/** A Redis node: replicates whom the Sentinels call primary at the moment when it starts. */
export function redisDriver(settings: Settings, parts: readonly Part[]): Driver {
  return {
    // Finishes its append-only file first; that takes milliseconds here.
    stopSignal: "SIGTERM",
    stopWithinMs: 10_000,
    readyWithinMs: 20_000,

    async prepare(part) {
      const primary = await primaryForStartOf(settings, parts, part);
      const folder = folderOf(settings, part);
      await mkdir(redisDataFolder(settings, part), { recursive: true });
      const file = await writeRedisConfig(folder, settings.secrets, [
        `port ${part.listens}`,
        `bind ${loopback}`,
        `dir "${redisDataFolder(settings, part)}"`,
        `${replicasToWriteSetting} ${replicasToWrite(partsOf(parts, "redis").length - 1)}`,
        // Where the Sentinels and replicas are to look for it.
        ...(part.listens === part.port
          ? []
          : [`replica-announce-ip ${loopback}`, `replica-announce-port ${part.port}`]),
        ...(part.source ? [`bind-source-addr ${part.source}`] : []),
        ...(primary === part ? [] : [`replicaof ${loopback} ${primary.port}`]),
      ]);
      return {
        file: await requireRedisServer(settings.environment),
        args: [file],
        cwd: folder,
        env: basicEnvironment(),
      };
    },

    async probe(part): Promise<Probe> {
      try {
        return await asOperator(
          { host: loopback, port: part.port },
          settings.secrets.REDIS_OPERATOR_PASSWORD,
          async (redis) => {
            const [role] = await redis.role();
            // A node that loads its data refuses PING, but tells its role.
            await redis.ping();
            return { health: "up", role: role === "master" ? "primary" : "replica" };
          },
        );
      } catch {
        return { health: "starting", role: null };
      }
    },
  };
}

/**
 * Writes a node's own configuration around the common `redis/redis.conf`, and its users. Both files are for the owner
 * alone: the first holds the replicas' password, the second the hashes of all.
 */
export async function writeRedisConfig(
  folder: string,
  passwords: Readonly<Record<string, string>>,
  lines: readonly string[],
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const users = path.join(folder, "users.acl");
  const template = await readFile(path.join(root, "redis/users.acl"), "utf8");
  await writeFile(users, fillAcl(template, passwords), { mode: 0o600 });
  const file = path.join(folder, "redis.conf");
  // Written anew at each start: the Sentinels also write into it, and what they wrote may be outdated by then.
  const content = [
    `include "${path.join(root, "redis/redis.conf")}"`,
    `aclfile "${users}"`,
    "masteruser replication",
    `masterauth ${passwords.REDIS_REPLICATION_PASSWORD}`,
    ...lines,
  ];
  await writeFile(file, `${content.join("\n")}\n`, { mode: 0o600 });
  return file;
}
