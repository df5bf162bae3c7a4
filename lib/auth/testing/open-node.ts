import { RedisSessions } from "../../session/index.ts";
import { DurableRedis } from "../../session/redis/durable.ts";
import { UserDirectory } from "../../users/directory.ts";
import type { Place } from "../../users/testing/each-database.ts";
import { type SessionMetadata, sessionMetadata } from "../session-metadata.ts";
import type { SessionData } from "../sessions.ts";

const key = "k".repeat(44);

/** One node with its people in this place, and connections of its own. */
export function openNode({ redisUrl: url, open }: Place) {
  const redis = new DurableRedis({ url, label: "company-world" });
  const database = open();
  const sessions = new RedisSessions<SessionData, SessionMetadata>({
    metadata: sessionMetadata,
    url,
    peppers: [key],
    envelopeKeys: [key],
    policy: {},
  });
  const close = () => Promise.all([redis.close(), sessions.close(), database.close()]);
  return { redis, database, sessions, users: new UserDirectory(database.users), close };
}

export type Node = ReturnType<typeof openNode>;
