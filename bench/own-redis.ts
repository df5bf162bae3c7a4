import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import { freePorts } from "../lib/session/testing/free-ports.ts";
import { poll } from "../lib/session/testing/poll.ts";
import { RedisProcesses } from "../lib/session/testing/redis-process.ts";
import { requireRedisServer } from "../stack/redis-server.ts";

/** A Redis for this benchmark alone, with the project's redis.conf in force. */
export interface OwnRedis {
  /** The address for the app's user. */
  url: string;
  /** The address for the operator. */
  operatorUrl: string;
  operator: Redis;
  /** One number of `INFO`, such as `used_memory`. */
  info(section: string, name: string): Promise<number>;
}

/**
 * Runs `work` with a primary and, if wanted, with replicas in sync with it. It stops them
 * afterwards.
 */
export async function withRedis<T>(replicas: 0 | 1 | 2, work: (redis: OwnRedis) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "unstuck-bench-"));
  const processes = new RedisProcesses(folder, { server: await requireRedisServer() });
  const port = await freePorts(1 + replicas);
  let operator: Redis | undefined;
  try {
    // Without the append-only file: its buffers would count as memory, and they come and go.
    await processes.node(port, "appendonly no", `min-replicas-to-write ${replicas}`);
    for (let nth = 1; nth <= replicas; nth += 1)
      await processes.node(port + nth, "appendonly no", `replicaof 127.0.0.1 ${port}`);
    const operatorUrl = processes.operatorUrl(port);
    operator = new Redis(operatorUrl);
    const info = number(operator);
    await poll(async () => (await info("replication", "connected_slaves")) === replicas, {
      timeoutMs: 10_000,
      promise: "the replicas follow the primary",
    });
    const url = `redis://app:${processes.passwords.REDIS_APP_PASSWORD}@127.0.0.1:${port}?replicas=${replicas}`;
    return await work({ url, operatorUrl, operator, info });
  } finally {
    operator?.disconnect();
    await processes.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const number = (redis: Redis) => async (section: string, name: string) => {
  const found = new RegExp(`^${name}:(\\d+)`, "m").exec(await redis.info(section))?.[1];
  if (found === undefined) throw new Error(`INFO ${section} of this Redis has no ${name}.`);
  return Number(found);
};
