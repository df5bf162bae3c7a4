import type { Content } from "./codec.ts";
import type { StoreContext } from "./context.ts";
import { nonceOf, openBytes, seal } from "./envelope.ts";
import { TooManyConflicts } from "./errors.ts";
import { tagOf } from "./keys.ts";
import { splitRecord } from "./record.ts";
import { Revision } from "./revision.ts";
import { updateScript } from "./scripts.ts";
import { checkedPartName, type PartChange, withPart } from "./service-parts.ts";
import type { Session, Updated } from "./session.ts";

/** Tries of an update before it gives up; 50 callers at once on one session need up to 50. */
const mostTries = 128;
/**
 * Milliseconds for which Redis remembers that an update was done, beyond the deadline until
 * which it may be sent again.
 */
const doneMargin = 7000;

/** Changes the contents of a store's sessions. */
export class SessionChanger<Data, Metadata> {
  readonly #context: StoreContext<Metadata>;
  readonly #doneFor: number;

  /** @param deadline Milliseconds until which a write may be sent again. */
  constructor(context: StoreContext<Metadata>, deadline: number) {
    this.#context = context;
    this.#doneFor = deadline + doneMargin;
  }

  /** As {@link RedisSessions.update}. */
  update(session: Session<Data, Metadata>, change: (data: Data) => Data): Promise<Updated<Data, Metadata>> {
    return this.write(session, (content) => ({ ...content, data: change(content.data) }));
  }

  /** As {@link RedisSessions.updatePart}. */
  async updatePart<Part>(
    session: Session<Data, Metadata>,
    part: string,
    change: PartChange<Part>,
  ): Promise<Updated<Data, Metadata>> {
    const name = checkedPartName(part);
    const { partBytes } = this.#context.parts.policy;
    return this.write(session, ({ parts, ...content }) => {
      const changed = withPart(parts, name, change, partBytes);
      return changed ? { ...content, parts: changed } : content;
    });
  }

  /**
   * Changes a session's content so that no other change is lost.
   * @param tag The tag of the session's keys. Default: the user's, which a guest doesn't have.
   */
  async write(
    session: Pick<Session<Data, Metadata>, "id" | "user" | "revision">,
    changed: (content: Content<Data>) => Content<Data>,
    tag = tagOf(session.user),
  ): Promise<Updated<Data, Metadata>> {
    const { redis, keys, sealing, observer } = this.#context.parts;
    const { id } = session;
    let revision = Revision.of<Data>(session);
    for (let tries = 0; tries < mostTries; tries += 1) {
      // The content that Redis had, whatever the caller did to it meanwhile.
      const content = changed(revision.content());
      const sealed = seal(content, id, sealing);
      const replies = await redis.write(
        updateScript,
        [keys.index(tag), keys.record(tag, id), keys.done(tag, id, nonceOf(sealed.envelope))],
        [id, revision.nonce, sealed.envelope, this.#doneFor],
      );
      const reply = replies.at(-1);
      if (reply === 0) return { status: "none" };
      const [status] = reply as [number];
      if (status === 1) {
        const [, ends, now, lastSeen] = reply as [number, number, number, number];
        const written = this.#context.written<Data>(id, content, sealed, lastSeen, ends, now);
        return { status: "updated", session: written };
      }
      observer.conflict?.();
      const { envelope } = splitRecord((reply as [number, Buffer])[1]);
      const packed = openBytes(envelope, id, sealing.ring);
      if (!packed) return { status: "none" };
      revision = new Revision<Data>(nonceOf(envelope), packed);
    }
    throw new TooManyConflicts(mostTries);
  }
}
