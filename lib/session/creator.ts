/*
 * A login: one durable call. It trims sessions that have expired, ends the oldest session above the
 * cap, and gives a token that Redis never sees. A call whose answer was lost is sent again under
 * another id, so that a session which was revoked meanwhile does not come back.
 */
import type { Content } from "./codec.ts";
import type { StoreContext } from "./context.ts";
import { type Sealed, seal } from "./envelope.ts";
import { SessionTooLarge } from "./errors.ts";
import type { Guest } from "./guests/guest.ts";
import type { Guests } from "./guests/guests.ts";
import { withTaken } from "./guests/taken.ts";
import { tagOf } from "./keys.ts";
import { ms } from "./policy.ts";
import { newAccess } from "./record.ts";
import type { Reply } from "./redis/script.ts";
import { createScript } from "./scripts.ts";
import type { Begun, NewSession, Session } from "./session.ts";
import { formatToken, newToken } from "./token.ts";

/** Begins a store's sessions. */
export class SessionCreator<Data, Metadata> {
  readonly #context: StoreContext<Metadata>;
  readonly #guests: Pick<Guests<unknown>, "read" | "claim"> | undefined;

  /** @param guests Undefined if the store has none. */
  constructor(context: StoreContext<Metadata>, guests: Pick<Guests<unknown>, "read" | "claim"> | undefined) {
    this.#context = context;
    this.#guests = guests;
  }

  /** As {@link RedisSessions.create}. */
  async create(login: NewSession<Data, Metadata>): Promise<Begun<Data, Metadata>> {
    const { view, policy } = this.#context.parts;
    const { user, data } = login;
    const metadata = view.metadata.write(login.metadata as Metadata);
    const content = { user, metadata, lifetime: policy.absolute, data };
    if (!login.guest) return this.#begin(user, content);
    if (!this.#guests) throw new TypeError("A login has a guest, and the store was opened without `guests`.");
    const found = await this.#guests.read(login.guest.token);
    if (found.status === "none") return { ...(await this.#begin(user, content)), tookGuest: false };
    const { guest } = found;
    const merged = { ...content, data: login.guest.merge(data, guest.data) };
    return this.#beginWith(guest, user, merged, content);
  }

  /** If a guest's data doesn't fit, the person can still sign in, and the guest stays as it is. */
  async #beginWith(
    guest: Guest<unknown>,
    user: string,
    merged: Content<Data>,
    own: Content<Data>,
  ): Promise<Begun<Data, Metadata>> {
    // Builds that know only format 1 can't read a record with parts. In that format only the
    // guest's own end ends it.
    const { format } = this.#context.parts.sealing;
    const taking = format === 1 ? merged : { ...merged, parts: withTaken(guest) };
    try {
      const begun = await this.#begin(user, taking);
      void this.#guests?.claim(guest);
      return { ...begun, tookGuest: true };
    } catch (error) {
      if (!(error instanceof SessionTooLarge)) throw error;
      return { ...(await this.#begin(user, own)), tookGuest: false };
    }
  }

  async #begin(
    user: string,
    content: Content<Data>,
  ): Promise<{ token: string; session: Session<Data, Metadata> }> {
    const { redis, keys, policy, sealing, verifiers, revocations, observer, region } = this.#context.parts;
    const { idle, absolute, cap } = policy;
    let token = newToken(tagOf(user), region);
    let sealed: Sealed = seal(content, token.id, sealing);
    const attempts: string[] = [];
    const call = () => ({
      keys: [keys.index(token.tag), keys.record(token.tag, token.id)] as [string, string],
      args: [
        token.id,
        newAccess(sealing.format, verifiers.written(token, sealing.format)),
        sealed.envelope,
        ms(idle),
        ms(absolute),
        cap,
        ...attempts,
      ],
    });
    const first = call();
    const replies = await redis.write(createScript, first.keys, first.args, () => {
      // The attempt whose answer was lost may have been listed and revoked since. Repeating it
      // would bring back an ended session.
      attempts.push(token.id);
      token = newToken(token.tag, region);
      sealed = seal(content, token.id, sealing);
      return call();
    });
    const evicted = replies.flatMap((reply) => (reply as Reply[]).slice(2).map(String));
    revocations.add("cap", { tag: token.tag, ids: evicted });
    observer.created?.(sealed.envelope.length);
    observer.expirySet?.(keys.record(token.tag, token.id));
    const [now, ends] = replies.at(-1) as [number, number];
    const session = this.#context.written(token.id, content, sealed, now, ends, now);
    return { token: formatToken(token), session };
  }
}
