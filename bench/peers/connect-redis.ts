import { randomBytes } from "node:crypto";
import type { RedisStore } from "connect-redis";
import { RedisStore as RedisStore8 } from "connect-redis-8";
import { Cookie, type SessionData } from "express-session";
import { Redis } from "ioredis";
import { newestConnectRedis } from "../newer-peers/newest-connect-redis.ts";
import { sampleLogin } from "../sample-login.ts";
import { found, idle, type Peer } from "./peer.ts";

type Store = Pick<RedisStore, "get" | "set" | "touch" | "destroy">;

/** connect-redis over node-redis, the only client that its newer versions accept. */
export async function openConnectRedis(url: string): Promise<Peer> {
  const { RedisStore, createClient } = await newestConnectRedis();
  const client = createClient({ url });
  await client.connect();
  return peer(new RedisStore({ client }), () => client.close());
}

/** connect-redis over ioredis: version 8, the last that accepts ioredis. */
export async function openConnectRedisOverIoredis(url: string): Promise<Peer> {
  const client = new Redis(url);
  const store = new RedisStore8({ client });
  return peer(store as object as Store, async () => void (await client.quit()));
}

/**
 * Its own operations in the order in which express-session calls them: `get`, then
 * `touch` when the answer leaves.
 */
function peer(store: Store, close: () => Promise<void>): Peer {
  let visits = 0;
  const read = async (token: string) => found("connect-redis", await store.get(token));
  return {
    login: async (user) => {
      // Make the token as express-session does: 24 random bytes.
      const token = randomBytes(24).toString("base64url");
      await store.set(token, newSession(user));
      return token;
    },
    read: async (token) => {
      const session = slid(await read(token));
      await store.touch(token, session);
      return session;
    },
    write: async (token) => {
      const session = slid(await read(token));
      visits += 1;
      await store.set(token, Object.assign(session, { visits }));
    },
    logout: (token) => store.destroy(token) as Promise<unknown>,
    close,
  };
}

function newSession(user: number): SessionData {
  const session = { cookie: cookie(), createdAt: Date.now(), ...sampleLogin(user) };
  return session as object as SessionData;
}

/** express-session extends the cookie with each request. */
function slid(session: SessionData): SessionData {
  return Object.assign(session, { cookie: cookie() });
}

function cookie(): Cookie {
  return Object.assign(new Cookie(), { maxAge: idle * 1000, secure: true, sameSite: "lax" });
}
