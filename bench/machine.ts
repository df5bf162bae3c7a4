import { readFile } from "node:fs/promises";
import os from "node:os";
import { requireRedisServer, versionOfServer } from "../stack/redis-server.ts";
import { runsNewerPeers } from "./newer-peers/newest-connect-redis.ts";

const peers = [
  "ioredis",
  "redis",
  "connect-redis",
  "connect-redis-8",
  "better-auth",
  "@better-auth/redis-storage",
  "@auth/upstash-redis-adapter",
  "iron-session",
];

/** The machine on which the figures were taken. */
export function machine(): Record<string, string> {
  const cpus = os.cpus();
  return {
    cpu: `${cpus.length} x ${cpus[0]?.model ?? "unknown"}`,
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    system: `${os.type()} ${os.release()}`,
  };
}

/** The versions that were compared. */
export async function versions(): Promise<Record<string, string>> {
  const { devDependencies, dependencies } = JSON.parse(await readFile("package.json", "utf8")) as Record<
    "dependencies" | "devDependencies",
    Record<string, string>
  >;
  const all = { ...dependencies, ...devDependencies };
  const server = await versionOfServer(await requireRedisServer());
  return {
    node: process.versions.node,
    [`${server.name.toLowerCase()}-server`]: server.version,
    ...Object.fromEntries(peers.map((name) => [name, all[name] ?? "unknown"])),
    ...(runsNewerPeers ? await newerPeers() : {}),
  };
}

/** The versions of the peers with a lockfile of their own, which need a newer Node.js. */
async function newerPeers(): Promise<Record<string, string>> {
  const { dependencies } = JSON.parse(await readFile("bench/newer-peers/package.json", "utf8"));
  return { "connect-redis": dependencies["connect-redis"], redis: dependencies.redis };
}
