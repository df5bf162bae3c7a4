import { existsSync } from "node:fs";
import { writeSentinelConfig } from "../../lib/session/config/files.ts";
import { sentinelGroup } from "../../lib/session/config/sentinel-group.ts";
import { asOperator } from "../../lib/session/testing/redis-admin.ts";
import { requireRedisServer } from "../redis-server.ts";
import type { Settings } from "../settings.ts";
import type { Part } from "../topology.ts";
import { basicEnvironment, type Driver, folderOf, loopback, type Probe } from "./driver.ts";
import { currentPrimary, sentinelFile } from "./primary.ts";

/**
 * A Sentinel. It keeps its file over a restart, because that is its memory: the replicas, the
 * votes, the last primary.
 */
export function sentinelDriver(settings: Settings, parts: readonly Part[]): Driver {
  return {
    stopSignal: "SIGTERM",
    stopWithinMs: 5000,
    readyWithinMs: 10_000,

    async prepare(part, fresh) {
      const folder = folderOf(settings, part);
      const file = sentinelFile(settings, part);
      if (fresh || !existsSync(file)) {
        const primary = await currentPrimary(settings, parts);
        // The others look for the Sentinel here.
        const announced =
          part.listens === part.port
            ? []
            : [`sentinel announce-ip ${loopback}`, `sentinel announce-port ${part.port}`];
        const source = part.source ? [`bind-source-addr ${part.source}`] : [];
        const place = { host: loopback, port: part.listens, primaryPort: primary.port };
        await writeSentinelConfig(folder, settings.secrets, place, [...announced, ...source]);
      }
      // The program turns into a Sentinel by this option; not every package has it
      // under the name redis-sentinel.
      const args = [file, "--sentinel"];
      return {
        file: await requireRedisServer(settings.environment),
        args,
        cwd: folder,
        env: basicEnvironment(),
      };
    },

    async probe(part): Promise<Probe> {
      try {
        await asOperator(
          { host: loopback, port: part.port },
          settings.secrets.REDIS_OPERATOR_PASSWORD,
          (redis) => redis.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", sentinelGroup),
        );
        return { health: "up", role: null };
      } catch {
        return { health: "starting", role: null };
      }
    },
  };
}
