import { nonceOf, openBytes } from "./envelope.ts";
import { faultOf } from "./errors.ts";
import type { KeyRing } from "./key-ring.ts";
import type { Keys } from "./keys.ts";
import { splitRecord } from "./record.ts";
import type { RedisClient } from "./redis/client.ts";
import type { DurableRedis } from "./redis/durable.ts";
import type { Reply, Script } from "./redis/script.ts";
import { Revision } from "./revision.ts";
import type { Revocations } from "./revocations.ts";
import { listScript, peekListScript } from "./scripts.ts";
import { type ListedSession, type SessionView, sessionOf } from "./session.ts";
import type { Verifiers } from "./verifiers.ts";

export interface SessionListerParts<Metadata> {
  redis: DurableRedis;
  revocations: Revocations;
  keys: Keys;
  view: SessionView<Metadata>;
  verifiers: Verifiers;
  envelopeKeys: KeyRing;
}

/** Lists a user's sessions: those that a read would accept. */
export class SessionLister<Data, Metadata> {
  readonly #parts: SessionListerParts<Metadata>;

  constructor(parts: SessionListerParts<Metadata>) {
    this.#parts = parts;
  }

  /** As {@link RedisSessions.list}. */
  async list(tag: string): Promise<ListedSession<Data, Metadata>[]> {
    const { redis, revocations, keys, view } = this.#parts;
    const ask = (script: Script) => (client: RedisClient) =>
      script.call(client, [keys.index(tag)], [view.idle, keys.recordStem(tag)]);
    const reply = await redis.readOutlivingPrimary(ask(listScript), ask(peekListScript), () => true);
    const [now, ...rest] = reply as [number, ...Reply[]];
    const sessions: ListedSession<Data, Metadata>[] = [];
    for (let at = 0; at < rest.length; at += 3) {
      const [name, ends, record] = rest.slice(at, at + 3) as [Buffer, number, Buffer];
      const id = String(name);
      const session = revocations.has(tag, id) ? undefined : this.#understand(id, ends, record, now);
      if (session) sessions.push(session);
    }
    return sessions;
  }

  /**
   * Undefined for a session that no token opens any more, since its pepper or its envelope's key
   * was dropped.
   */
  #understand(
    id: string,
    ends: number,
    record: Buffer,
    now: number,
  ): ListedSession<Data, Metadata> | undefined {
    const { verifiers, envelopeKeys, view } = this.#parts;
    try {
      const { verifier, envelope, lastSeen } = splitRecord(record);
      const packed = openBytes(envelope, id, envelopeKeys);
      if (!packed || !verifiers.canProve(verifier)) return undefined;
      const revision = new Revision<Data>(nonceOf(envelope), packed);
      const session = sessionOf(id, revision.content(), revision, lastSeen, ends, now, view);
      return { ...session, readable: true };
    } catch (error) {
      const problem = String(faultOf(error));
      return { readable: false, id, expiresAt: new Date(ends), problem };
    }
  }
}
