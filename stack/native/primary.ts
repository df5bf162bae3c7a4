import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { sentinelGroup } from "../../lib/session/config/sentinel-group.ts";
import { poll } from "../../lib/session/testing/poll.ts";
import { askSentinels, asOperator } from "../../lib/session/testing/redis-admin.ts";
import type { Settings } from "../settings.ts";
import { type Part, partsOf } from "../topology.ts";
import { folderOf, loopback } from "./driver.ts";

export const sentinelFile = (settings: Settings, part: Part) =>
  path.join(folderOf(settings, part), "sentinel.conf");
export const redisDataFolder = (settings: Settings, part: Part) =>
  path.join(folderOf(settings, part), "data");

/** Redis makes this manifest at its first start, so a node without one has an empty disk. */
const hasData = (settings: Settings, part: Part) =>
  existsSync(path.join(redisDataFolder(settings, part), "appendonlydir/appendonly.aof.manifest"));

/**
 * The Redis node that is primary: the one that the Sentinels name, or else the one that runs as
 * primary, or else the one that the Sentinels last wrote down, or else a node that has data. With
 * that order a whole start goes on from where the last run ended, whichever node was primary then.
 * The Sentinels of a whole start find the node that the others have copied by then, even if they
 * had written down another.
 */
export async function currentPrimary(settings: Settings, parts: readonly Part[]): Promise<Part> {
  const nodes = partsOf(parts, "redis");
  const named = await namedBySentinels(settings, parts);
  if (named !== undefined) return named;
  const [running, another] = await runningPrimaries(settings, nodes);
  if (running !== undefined && another === undefined) return running;
  const noted = await notedBySentinels(settings, parts);
  const candidates = noted === undefined ? nodes : [noted, ...nodes];
  const chosen = candidates.find((part) => hasData(settings, part)) ?? candidates[0];
  if (chosen === undefined) throw new Error("The topology has no Redis node.");
  return chosen;
}

/**
 * The node that a starting node has to follow; itself if it is to be the primary. A primary that
 * comes back with an empty disk before the Sentinels have elected another would wipe its replicas,
 * so it waits for their choice.
 */
export async function primaryForStartOf(
  settings: Settings,
  parts: readonly Part[],
  starting: Part,
): Promise<Part> {
  const primary = await currentPrimary(settings, parts);
  if (primary !== starting) return primary;
  // A promoted replica knows it a second before the Sentinels have agreed on its name.
  const promoted = await promotedBeside(settings, parts, starting);
  if (promoted !== undefined) return promoted;
  if (hasData(settings, starting)) return primary;
  const othersHaveData = partsOf(parts, "redis").some((part) => part !== starting && hasData(settings, part));
  if (!othersHaveData) return primary;
  return poll(
    async () => {
      const named = await namedBySentinels(settings, parts);
      return named !== starting && named;
    },
    {
      timeoutMs: 20_000,
      promise: `the Sentinels name another primary than ${starting.name}, whose disk is empty and would wipe its replicas`,
    },
  );
}

async function namedBySentinels(settings: Settings, parts: readonly Part[]): Promise<Part | undefined> {
  const sentinels = partsOf(parts, "sentinel").map(({ port }) => ({ host: loopback, port }));
  const named = await askSentinels(sentinels, settings.secrets.REDIS_OPERATOR_PASSWORD, sentinelGroup);
  return partsOf(parts, "redis").find((part) => part.port === named?.port);
}

/** Another node that is primary now, if there is one. */
async function promotedBeside(
  settings: Settings,
  parts: readonly Part[],
  starting: Part,
): Promise<Part | undefined> {
  const others = partsOf(parts, "redis").filter((part) => part !== starting);
  return (await runningPrimaries(settings, others))[0];
}

/** The nodes that call themselves primary now. */
async function runningPrimaries(settings: Settings, nodes: readonly Part[]): Promise<Part[]> {
  const roles = await Promise.allSettled(
    nodes.map(({ port }) =>
      asOperator({ host: loopback, port }, settings.secrets.REDIS_OPERATOR_PASSWORD, (redis) => redis.role()),
    ),
  );
  return nodes.filter((_, index) => {
    const role = roles[index];
    return role?.status === "fulfilled" && role.value[0] === "master";
  });
}

/** The primary by the Sentinels' own files: the entry with the highest epoch is the newest. */
async function notedBySentinels(settings: Settings, parts: readonly Part[]): Promise<Part | undefined> {
  let newest = { epoch: -1, port: 0 };
  for (const sentinel of partsOf(parts, "sentinel")) {
    const file = await readFile(sentinelFile(settings, sentinel), "utf8").catch(() => "");
    const port = Number(new RegExp(`^sentinel monitor ${sentinelGroup} \\S+ (\\d+)`, "m").exec(file)?.[1]);
    const epoch = Number(
      new RegExp(`^sentinel config-epoch ${sentinelGroup} (\\d+)`, "m").exec(file)?.[1] ?? 0,
    );
    if (port > 0 && epoch > newest.epoch) newest = { epoch, port };
  }
  return partsOf(parts, "redis").find((part) => part.port === newest.port);
}
