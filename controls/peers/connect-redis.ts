import { randomBytes } from "node:crypto";
import { RedisStore } from "connect-redis-8";
import type { SessionData as Kept } from "express-session";
import { appPrefix } from "../../lib/prefix.ts";
import { peerClient } from "./peer-client.ts";
import type { PeerRecord, PeerRecords } from "./peer-records.ts";
import { TokensBeside } from "./tokens-beside.ts";

const prefix = `${appPrefix}:connect-redis:`;

/**
 * connect-redis as express-session uses it: `touch` follows a read. Version 8 is the last that
 * accepts ioredis.
 * @param idle Seconds.
 */
export function connectRedisRecords<R extends PeerRecord<unknown, unknown>>(
  url: string,
  label: string,
  idle: number,
): PeerRecords<R> {
  const client = peerClient(url, label);
  const store = new RedisStore({ client, prefix, ttl: idle });
  const tokens = new TokensBeside(client, prefix);
  const set = (token: string, record: R) => Promise.resolve(store.set(token, record as object as Kept));
  return {
    async begin(record) {
      // Make the token as express-session does.
      const token = randomBytes(24).toString("base64url");
      await set(token, record);
      await tokens.add(record.user, record.id, token);
      return token;
    },
    get: async (token) => ((await store.get(token)) ?? undefined) as object as R | undefined,
    set,
    touch: async (token, record) => store.touch(token, record as object as Kept),
    async end(token, { user, id }) {
      await store.destroy(token);
      await tokens.remove(user, id);
    },
    tokensOf: (user) => tokens.of(user),
    close: () => client.disconnect(),
  };
}
