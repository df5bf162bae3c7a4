import { randomUUID } from "node:crypto";
import { UpstashRedisAdapter } from "@auth/upstash-redis-adapter";
import type { Redis } from "ioredis";
import { appPrefix } from "../../lib/prefix.ts";
import { peerClient } from "./peer-client.ts";
import type { PeerRecord, PeerRecords } from "./peer-records.ts";
import { TokensBeside } from "./tokens-beside.ts";

const prefix = `${appPrefix}:upstash:`;

/** The adapter's value, with the record beside it: the adapter stores each field that it gets. */
type Kept<R> = { readonly session: { readonly record?: R } } | null;

/**
 * Auth.js's adapter for Upstash Redis. The package runs as it is. This file replaces Upstash's own
 * client, which speaks HTTP to their cloud, by one with the same three commands.
 * @param idle Seconds.
 */
export function upstashRecords<R extends PeerRecord<unknown, unknown>>(
  url: string,
  label: string,
  idle: number,
): PeerRecords<R> {
  const client = peerClient(url, label);
  const adapter = upstashAdapter(client, prefix);
  const tokens = new TokensBeside(client, prefix);
  const end = () => new Date(Date.now() + idle * 1000);
  return {
    async begin(record) {
      const sessionToken = randomUUID();
      const { id: userId } = await adapter.createUser({
        ...{ id: "", email: record.user, emailVerified: null },
      });
      await adapter.createSession({ sessionToken, userId, expires: end(), ...{ record } });
      await tokens.add(record.user, record.id, sessionToken);
      return sessionToken;
    },
    get: async (token) => ((await adapter.getSessionAndUser(token)) as object as Kept<R>)?.session.record,
    set: (sessionToken, record) => Promise.resolve(adapter.updateSession({ sessionToken, ...{ record } })),
    touch: (sessionToken) => Promise.resolve(adapter.updateSession({ sessionToken, expires: end() })),
    async end(token, { user, id }) {
      await adapter.deleteSession(token);
      await tokens.remove(user, id);
    },
    tokensOf: (user) => tokens.of(user),
    close: () => client.disconnect(),
  };
}

/**
 * The adapter over ioredis. By its type every operation is optional, but the adapter has them all.
 */
export function upstashAdapter(redis: Redis, baseKeyPrefix = "") {
  const client = {
    // Upstash's client parses the values that it reads.
    get: async (key: string) => parsed(await redis.get(key)),
    set: (key: string, value: string) => redis.set(key, value),
    del: (...keys: string[]) => redis.del(...keys),
  };
  return UpstashRedisAdapter(client as object as Parameters<typeof UpstashRedisAdapter>[0], {
    baseKeyPrefix,
  }) as Required<ReturnType<typeof UpstashRedisAdapter>>;
}

const parsed = (text: string | null): unknown =>
  text === null || !/^[{[]/.test(text) ? text : JSON.parse(text);
