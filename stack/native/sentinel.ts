import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { asOperator } from "../redis-admin.ts";
import { requireRedisServer } from "../redis-server.ts";
import { root, type Settings } from "../settings.ts";
import { fill, fillAcl } from "../template.ts";
import { type Part, sentinelGroup } from "../topology.ts";
import { basicEnvironment, type Driver, folderOf, loopback, type Probe } from "./driver.ts";
import { currentPrimary, sentinelFile } from "./primary.ts";

/** A Sentinel. It keeps its file over a restart, since that is its memory: the replicas, the votes, the last primary. */
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
        // Where the others are to look for it.
        const announced =
          part.listens === part.port
            ? []
            : [`sentinel announce-ip ${loopback}`, `sentinel announce-port ${part.port}`];
        const source = part.source ? [`bind-source-addr ${part.source}`] : [];
        await writeSentinelConfig(folder, settings.secrets, part.listens, primary.port, [
          ...announced,
          ...source,
        ]);
      }
      // The program turns into a Sentinel by this option; not every package has it under the name redis-sentinel.
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

export async function writeSentinelConfig(
  folder: string,
  passwords: Readonly<Record<string, string>>,
  port: number,
  primaryPort: number,
  lines: readonly string[] = [],
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const users = path.join(folder, "users.acl");
  const acl = await readFile(path.join(root, "redis/sentinel-users.acl"), "utf8");
  await writeFile(users, fillAcl(acl, passwords), { mode: 0o600 });
  const file = path.join(folder, "sentinel.conf");
  const template = await readFile(path.join(root, "redis/sentinel.conf"), "utf8");
  const content = fill(withoutComments(template), {
    ...passwords,
    PORT: port,
    DIR: `"${folder}"`,
    BIND: loopback,
    ACL_FILE: `"${users}"`,
    PRIMARY_HOST: loopback,
    PRIMARY_PORT: primaryPort,
  });
  await writeFile(file, `${content}${lines.join("\n")}\n`, { mode: 0o600 });
  return file;
}

/** A Sentinel that rewrites its file moves the settings away from the comments on them. */
const withoutComments = (template: string) => template.replace(/^#.*\n/gm, "").replace(/\n{2,}/g, "\n");
