import type { RedisClient } from "../redis/client.ts";
import type { DurableRedis } from "../redis/durable.ts";
import type { Reply, Script } from "../redis/script.ts";
import { open } from "./envelope.ts";
import type { KeyRing } from "./key-ring.ts";
import { indexKey, recordStem } from "./keys.ts";
import { ms, type SessionPolicy } from "./policy.ts";
import { isProvable, splitRecord } from "./record.ts";
import type { Revocations } from "./revocations.ts";
import { listScript, peekListScript } from "./scripts.ts";
import { type Session, sessionOf } from "./session.ts";

export interface SessionListerParts {
  redis: DurableRedis;
  revocations: Revocations;
  policy: SessionPolicy;
  peppers: KeyRing;
  envelopeKeys: KeyRing;
}

/** Lists a user's sessions: those that a read would accept. */
export class SessionLister<Data> {
  readonly #parts: SessionListerParts;
  readonly #idle: number;

  constructor(parts: SessionListerParts) {
    this.#parts = parts;
    this.#idle = ms(parts.policy.idle);
  }

  /** As {@link RedisSessions.list}. */
  async list(tag: string): Promise<Session<Data>[]> {
    const { redis, envelopeKeys, peppers, revocations } = this.#parts;
    const ask = (script: Script) => (client: RedisClient) =>
      script.call(client, [indexKey(tag)], [this.#idle, recordStem(tag)]);
    const reply = await redis.readOutlivingPrimary(ask(listScript), ask(peekListScript), () => true);
    const [, ...rest] = reply as Reply[];
    const sessions: Session<Data>[] = [];
    for (let at = 0; at < rest.length; at += 3) {
      const [name, ends, record] = rest.slice(at, at + 3) as [Buffer, number, Buffer];
      const id = String(name);
      const access = splitRecord(record);
      const content = open<Data>(access.envelope, id, envelopeKeys);
      if (content && isProvable(access, peppers) && !revocations.has(tag, id)) {
        sessions.push(sessionOf(id, content, access.envelope, access.lastSeen, ends, this.#idle));
      }
    }
    return sessions;
  }
}
