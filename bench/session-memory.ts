import { randomBytes } from "node:crypto";
import { RedisStore } from "connect-redis";
import { Cookie, type SessionData } from "express-session";
import { createClient } from "redis";
import { type SessionMetadata, sessionMetadata } from "../lib/auth/session-metadata.ts";
import { RedisSessions } from "../lib/session/index.ts";
import { inFlight } from "./in-flight.ts";
import { type OwnRedis, withRedis } from "./own-redis.ts";
import { openSpringReplay } from "./peers/spring-replay.ts";
import { sampleLogin } from "./sample-login.ts";

const width = 500;
const secret = () => randomBytes(32).toString("base64url");

/**
 * The bytes of `used_memory` that one of `count` sessions of this project takes, with its share of
 * the user's index.
 */
export function memoryOfOurs(count: number, perUser: number): Promise<number> {
  return withRedis(0, async (redis) => {
    const sessions = new RedisSessions<unknown, SessionMetadata>({
      metadata: sessionMetadata,
      url: redis.url,
      peppers: [secret()],
      envelopeKeys: [secret()],
    });
    const create = (user: number) => sessions.create(sampleLogin(user));
    const bytes = await grown(redis, count, create, perUser);
    await sessions.close();
    return bytes;
  });
}

/**
 * The same for connect-redis, by its own `set`: the same data as JSON, with express-session's
 * cookie and without an index.
 */
export function memoryOfConnectRedis(count: number): Promise<number> {
  return withRedis(0, async (redis) => {
    const client = createClient({ url: redis.operatorUrl });
    await client.connect();
    const store = new RedisStore({ client });
    const create = (user: number) => {
      const cookie = new Cookie();
      Object.assign(cookie, { maxAge: 30 * 60 * 1000, secure: true, sameSite: "lax" });
      const session = Object.assign({ cookie, createdAt: Date.now() }, sampleLogin(user));
      // Make the token as express-session does: 24 random bytes.
      return store.set(randomBytes(24).toString("base64url"), session as object as SessionData);
    };
    const bytes = await grown(redis, count, create, 1);
    await client.close();
    return bytes;
  });
}

/** The same for the layout of Spring Session's indexed repository, by a replay of its commands. */
export function memoryOfSpringReplay(count: number): Promise<number> {
  return withRedis(0, async (redis) => {
    const peer = await openSpringReplay(redis.operatorUrl);
    const bytes = await grown(redis, count, peer.login, 1);
    await peer.close();
    return bytes;
  });
}

async function grown(
  { info }: OwnRedis,
  count: number,
  create: (user: number) => Promise<unknown>,
  perUser: number,
): Promise<number> {
  // Allocate the one-time memory of connections and scripts before the count begins.
  await inFlight(width, width, (index) => create(1_000_000 + index));
  const before = await info("memory", "used_memory");
  await inFlight(count, width, (index) => create(Math.floor(index / perUser)));
  return ((await info("memory", "used_memory")) - before) / count;
}
