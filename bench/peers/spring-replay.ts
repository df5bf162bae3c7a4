import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { sampleLogin } from "../sample-login.ts";
import { found, idle, type Peer } from "./peer.ts";

const minute = 60_000;
const sessionKey = (id: string) => `spring:session:sessions:${id}`;
const expiresKey = (id: string) => `spring:session:sessions:expires:${id}`;
const minuteKey = (end: number) => `spring:session:expirations:${Math.ceil((end + 1) / minute) * minute}`;
const principalKey = (user: string) =>
  `spring:session:index:org.springframework.session.FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME:${user}`;

/**
 * Spring Session's indexed Redis repository, replayed: the commands that it sends for each
 * operation, one after another as it does, with its keys and its default serialization of times. No
 * Java runs, so the cost of its own code is left out.
 */
export async function openSpringReplay(url: string): Promise<Peer> {
  const redis = new Redis(url);
  const read = async (id: string) =>
    found("the replay of Spring Session", (await redis.hgetallBuffer(sessionKey(id))).creationTime);
  /** The commands after each save: the session's end moves in three places. */
  const expirationUpdated = async (id: string, seconds: number) => {
    const bucket = minuteKey(Date.now() + seconds * 1000);
    await redis.sadd(bucket, `expires:${id}`);
    await redis.expire(bucket, seconds + 300);
    if (seconds === 0) await redis.del(expiresKey(id));
    else {
      await redis.append(expiresKey(id), "");
      await redis.expire(expiresKey(id), seconds);
    }
    await redis.expire(sessionKey(id), seconds + 300);
  };
  const touched = () => ["lastAccessedTime", serializedLong(Date.now())] as const;
  const remove = async (id: string, user: string) => {
    await read(id);
    await redis.srem(principalKey(user), id);
    await redis.srem(minuteKey(Date.now() + idle * 1000), `expires:${id}`);
    await redis.del(expiresKey(id));
    await redis.hset(sessionKey(id), "maxInactiveInterval", serializedInteger(0));
    await expirationUpdated(id, 0);
  };
  const owners = new Map<string, string>();
  let visits = 0;
  return {
    login: async (number) => {
      const id = randomUUID();
      const { user, ...rest } = sampleLogin(number);
      owners.set(id, user);
      const now = serializedLong(Date.now());
      const fields = [
        "creationTime",
        now,
        "maxInactiveInterval",
        serializedInteger(idle),
        "lastAccessedTime",
        now,
      ];
      await redis.hset(sessionKey(id), ...fields, "sessionAttr:login", JSON.stringify({ user, ...rest }));
      await redis.sadd(principalKey(user), id);
      await expirationUpdated(id, idle);
      await redis.publish(`spring:session:event:0:created:${id}`, JSON.stringify(rest));
      return id;
    },
    read: async (id) => {
      await read(id);
      await redis.hset(sessionKey(id), ...touched());
      await expirationUpdated(id, idle);
    },
    write: async (id) => {
      await read(id);
      visits += 1;
      await redis.hset(sessionKey(id), ...touched(), "sessionAttr:visits", serializedInteger(visits));
      await expirationUpdated(id, idle);
    },
    logout: (id) => remove(id, owners.get(id) ?? ""),
    list: async (number) => {
      const ids = await redis.smembers(principalKey(sampleLogin(number).user));
      const sessions: unknown[] = [];
      for (const id of ids) sessions.push(await read(id));
      return sessions;
    },
    // It has no such operation. Its documentation looks up the sessions by their user and deletes
    // them one after another.
    signOutEverywhere: async (number) => {
      const { user } = sampleLogin(number);
      const ids = await redis.smembers(principalKey(user));
      for (const id of ids) await read(id);
      for (const id of ids) await remove(id, user);
    },
    close: async () => void (await redis.quit()),
  };
}

/**
 * java.lang.Long and java.lang.Integer as Java's own serialization writes them: 82 and 81 bytes.
 */
function serializedLong(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return Buffer.concat([header("java.lang.Long", "3b8be490cc8f23df", "J"), bytes]);
}

function serializedInteger(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return Buffer.concat([header("java.lang.Integer", "12e2a0a4f7818738", "I"), bytes]);
}

/**
 * The stream's magic, the class with its one field `value`, and its superclass java.lang.Number.
 */
function header(name: string, version: string, type: "J" | "I"): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)]);
  const hex = (value: string) => Buffer.from(value, "hex");
  return Buffer.concat([
    hex("aced0005737200"),
    text(name).subarray(1),
    hex(`${version}020001`),
    Buffer.from(type),
    text("value"),
    hex("787200"),
    text("java.lang.Number").subarray(1),
    hex("86ac951d0b94e08b0200007870"),
  ]);
}
