import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { upstashAdapter } from "../../controls/peers/upstash-adapter.ts";
import { sampleLogin } from "../sample-login.ts";
import { found, idle, type Peer, slideAfter } from "./peer.ts";

/**
 * Auth.js's adapter for Upstash Redis, over ioredis. It gives Redis no expiry,
 * and has no list of sessions.
 */
export async function openUpstashAdapter(url: string): Promise<Peer> {
  const redis = new Redis(url);
  const adapter = upstashAdapter(redis);
  const users = new Map<number, Promise<string>>();
  const userId = (user: number) => {
    const known =
      users.get(user) ??
      Promise.resolve(
        adapter.createUser({ ...sampleLogin(user).data, id: randomUUID(), emailVerified: null }),
      ).then(({ id }) => id);
    users.set(user, known);
    return known;
  };
  const end = () => new Date(Date.now() + idle * 1000);
  const read = async (sessionToken: string) => {
    const { session } = found("the adapter", await adapter.getSessionAndUser(sessionToken));
    // Auth.js's rule: extend the session when `updateAge` has passed.
    const due = session.expires.getTime() - idle * 1000 + slideAfter * 1000 <= Date.now();
    if (due) await adapter.updateSession({ sessionToken, expires: end() });
    return session;
  };
  let visits = 0;
  return {
    login: async (user) => {
      const sessionToken = randomUUID();
      await adapter.createSession({ sessionToken, userId: await userId(user), expires: end() });
      return sessionToken;
    },
    read,
    write: async (sessionToken) => {
      await read(sessionToken);
      visits += 1;
      await adapter.updateSession({ sessionToken, ...{ visits } });
    },
    logout: async (token) => adapter.deleteSession(token),
    close: async () => void (await redis.quit()),
  };
}
