import { redisStorage } from "@better-auth/redis-storage";
import { betterAuth } from "better-auth";
import type { Redis } from "ioredis";
import { appPrefix } from "../../lib/prefix.ts";
import { usersMadeWhenAskedFor } from "./better-auth-users.ts";
import { peerClient } from "./peer-client.ts";
import type { PeerRecord, PeerRecords } from "./peer-records.ts";

/**
 * better-auth with its Redis storage, at the level below its routes: sessions in Redis alone, and
 * its own list of a user's sessions.
 * @param idle Seconds.
 */
export async function betterAuthRecords<R extends PeerRecord<unknown, unknown>>(
  url: string,
  label: string,
  idle: number,
): Promise<PeerRecords<R>> {
  const client = peerClient(url, label);
  const auth = betterAuth({
    baseURL: "http://127.0.0.1",
    secret: "a control's secret, 32 characters or more",
    database: usersMadeWhenAskedFor((email) => ({ email, name: email })),
    secondaryStorage: redisStorage({
      client: withoutSetex(client),
      keyPrefix: `${appPrefix}:better-auth:`,
    }),
    session: { expiresIn: idle, additionalFields: { record: { type: "string", required: false } } },
    telemetry: { enabled: false },
    logger: { level: "error" },
  });
  const { internalAdapter } = await auth.$context;
  return {
    async begin(record) {
      const { token } = await internalAdapter.createSession(record.user, false, {
        record: JSON.stringify(record),
      });
      return token;
    },
    async get(token) {
      const found = await internalAdapter.findSession(token);
      const record: unknown = found?.session.record;
      return typeof record === "string" ? JSON.parse(record) : undefined;
    },
    set: (token, record) => internalAdapter.updateSession(token, { record: JSON.stringify(record) }),
    touch: (token) => internalAdapter.updateSession(token, { expiresAt: new Date(Date.now() + idle * 1000) }),
    end: (token) => internalAdapter.deleteSession(token),
    tokensOf: async (user) => (await internalAdapter.listSessions(user)).map(({ token }) => token),
    close: () => client.disconnect(),
  };
}

/** Replaces SETEX by SET, which has the same effect: the app's user in Redis may use SET. */
const withoutSetex = (client: Redis): Redis =>
  new Proxy(client, {
    get(target, name) {
      if (name === "setex")
        return (key: string, seconds: number, value: string) => target.set(key, value, "EX", seconds);
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
