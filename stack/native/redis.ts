import { mkdir } from "node:fs/promises";
import { writeRedisConfig } from "../../lib/session/config/files.ts";
import { replicasToWrite, replicasToWriteSetting } from "../../lib/session/config/replicas-to-write.ts";
import { asOperator } from "../../lib/session/testing/redis-admin.ts";
import { requireRedisServer } from "../redis-server.ts";
import type { Settings } from "../settings.ts";
import { type Part, partsOf } from "../topology.ts";
import { basicEnvironment, type Driver, folderOf, loopback, type Probe } from "./driver.ts";
import { primaryForStartOf, redisDataFolder } from "./primary.ts";

/**
 * A Redis node. It replicates the node that the Sentinels call primary at the moment when it
 * starts.
 */
export function redisDriver(settings: Settings, parts: readonly Part[]): Driver {
  return {
    // Redis finishes its append-only file first, which takes milliseconds here.
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
        // The Sentinels and replicas look for the node here.
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
