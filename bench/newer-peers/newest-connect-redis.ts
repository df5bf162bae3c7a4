import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as own from "connect-redis";
import { execa } from "execa";
import * as ownClient from "redis";
import { step } from "../../stack/setup/progress.ts";

const folder = import.meta.dirname;
/** Whether this Node.js runs the peers of this folder. */
export const runsNewerPeers = Number.parseInt(process.versions.node, 10) >= 22;

/** connect-redis with a client that it accepts. */
export interface ConnectRedis {
  readonly RedisStore: typeof own.RedisStore;
  readonly createClient: typeof ownClient.createClient;
}

/**
 * The newest version that this Node.js runs. Version 10 needs Node.js 22, so its lockfile is in
 * this folder, and the first use installs it.
 */
export async function newestConnectRedis(): Promise<ConnectRedis> {
  if (!runsNewerPeers) return { ...own, ...ownClient };
  if (!existsSync(path.join(folder, "node_modules")))
    await step("Installing connect-redis 10 (npm)", () =>
      execa("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder, stdin: "ignore" }),
    );
  const { resolve } = createRequire(path.join(folder, "package.json"));
  const load = (name: string) => import(pathToFileURL(resolve(name)).href);
  const [{ RedisStore }, { createClient }] = await Promise.all([load("connect-redis"), load("redis")]);
  return { RedisStore, createClient };
}
