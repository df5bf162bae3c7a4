import { assemble, guestsOf, readerOf } from "./assembly.ts";
import { SessionChanger } from "./changer.ts";
import type { StoreContext } from "./context.ts";
import { SessionCreator } from "./creator.ts";
import { SessionEnder } from "./ender.ts";
import type { Guests } from "./guests/guests.ts";
import { TakenEnder } from "./guests/taken-ender.ts";
import type { Revocation } from "./journal.ts";
import { tagOf } from "./keys.ts";
import { SessionLister } from "./lister.ts";
import type { RedisSessionsOptions } from "./options.ts";
import type { SessionPolicy } from "./policy.ts";
import type { SessionReader } from "./reader.ts";
import { defaultDeadlines } from "./redis/durable-options.ts";
import { SessionRotator } from "./rotator.ts";
import { rotateScript } from "./scripts.ts";
import type { PartChange } from "./service-parts.ts";
import type {
  Begun,
  ListedSession,
  NewSession,
  Read,
  ReadOptions,
  Rotated,
  Session,
  SessionStore,
  Updated,
} from "./session.ts";
import type { Watcher } from "./watchers.ts";

/**
 * Sessions in Redis. Each operation gives its cost in Redis round trips. "Durable" means that WAIT
 * adds the time of the replication.
 */
export class RedisSessions<Data, Metadata = undefined, GuestData = unknown>
  implements SessionStore<Data, Metadata>
{
  readonly policy: SessionPolicy;
  readonly #context: StoreContext<Metadata>;
  readonly #creator: SessionCreator<Data, Metadata>;
  readonly #reader: SessionReader<Data, Metadata>;
  readonly #changer: SessionChanger<Data, Metadata>;
  readonly #rotator: SessionRotator<Metadata>;
  readonly #ender: SessionEnder<Metadata>;
  readonly #lister: SessionLister<Data, Metadata>;
  readonly #guests: Guests<GuestData> | undefined;
  readonly #taken: TakenEnder<Data, Metadata> | undefined;

  /**
   * @throws {RangeError} for a policy or a prefix that is not allowed, {@link BadRedisUrl} for an
   * address that can't be read, {@link BadRedisOption} for options that contradict each other.
   */
  constructor(options: RedisSessionsOptions<Metadata>) {
    const context = assemble(options);
    const { parts } = context;
    const deadline = (options.deadlines ?? defaultDeadlines).write;
    this.policy = parts.policy;
    this.#guests = guestsOf(options, context, deadline);
    this.#context = context;
    this.#creator = new SessionCreator(context, this.#guests as Guests<unknown> | undefined);
    this.#reader = readerOf(options, context);
    this.#changer = new SessionChanger(context, deadline);
    this.#taken = this.#guests && new TakenEnder(this.#guests as Guests<unknown>, this.#changer);
    this.#rotator = new SessionRotator(context, options.parts?.rotateScript ?? rotateScript);
    this.#ender = new SessionEnder(context);
    this.#lister = new SessionLister({ ...parts, envelopeKeys: parts.sealing.ring });
  }

  /**
   * Visitors who have not signed in.
   * @throws {TypeError} if the store was opened without the option.
   */
  get guests(): Guests<GuestData> {
    if (!this.#guests) throw new TypeError("The store was opened without the option `guests`.");
    return this.#guests;
  }

  /**
   * Begins a session: 1 round trip, durable, and 1 before it for a guest, whose data the session
   * takes over. At the policy's cap the oldest of the user's sessions ends. The guest ends once a
   * request shows the new token, or `afterLogin` later. If its data doesn't fit, the guest stays,
   * and the session begins without its data.
   * @throws {NotDurable} when too few replicas have it; {@link SessionTooLarge};
   * {@link RedisUnavailable}.
   */
  create(login: NewSession<Data, Metadata>): Promise<Begun<Data, Metadata>> {
    return this.#context.observed("create", () => this.#creator.create(login));
  }

  /**
   * Finds the session of a token and slides its idle end: 1 round trip, or none for a text that
   * isn't a token. Redis writes only when `slideShare` of the idle time has passed since the last
   * slide, and never with `slide: false`.
   * @throws {RedisUnavailable} if Redis can't answer; {@link UnknownFormat} for a newer build's
   * record.
   */
  read(text: string, { slide = true }: ReadOptions = {}): Promise<Read<Data, Metadata>> {
    const read = this.#reader.read(text, slide);
    const taken = this.#taken;
    return taken ? read.then((found) => taken.after(found)) : read;
  }

  /**
   * Changes a session's data so that no other change is lost: 1 round trip, durable, and 1 more
   * each time that another request was quicker. `change` may run several times. The session's times
   * and metadata stay, and a session that ended stays ended.
   * @throws {TooManyConflicts}; {@link SessionTooLarge}; {@link RedisUnavailable}, after which the
   * change may or may not have been made.
   */
  update(session: Session<Data, Metadata>, change: (data: Data) => Data): Promise<Updated<Data, Metadata>> {
    return this.#context.observed("update", () => this.#changer.update(session, change));
  }

  /**
   * Changes one service's part of a session, as {@link update} does: a change of one part loses no
   * change of another part or of the data. `change` gets undefined if the part is missing. It
   * removes the part by returning undefined.
   * @param part The service's name, or `shared` for data that several services share.
   * @throws {PartTooLarge}; {RangeError} for a name of the wrong form; as {@link update}.
   */
  updatePart<Part>(
    session: Session<Data, Metadata>,
    part: string,
    change: PartChange<Part>,
  ): Promise<Updated<Data, Metadata>> {
    return this.#context.observed("update", () => this.#changer.updatePart(session, part, change));
  }

  /**
   * Gives the session its next token, at a login or a change of privilege: 1 round trip, durable.
   * It is safe to repeat: until a request shows the next token, a rotation of the same token gives
   * the same one. The old token is accepted until then, and for the policy's grace afterwards. If
   * it is shown later, the session ends.
   */
  rotate(text: string): Promise<Rotated> {
    return this.#context.observed("rotate", () => this.#rotator.rotate(text));
  }

  /**
   * Ends one session: 1 round trip, durable, so success means that no failover brings it back. The
   * target is a token (logout) or a user and an id (a list of devices).
   * @returns Whether such a session existed.
   */
  revoke(target: { token: string } | { user: string; id: string }): Promise<boolean> {
    return this.#context.observed("revoke", () => this.#ender.revoke(target));
  }

  /**
   * Ends every session of a user, except one if you name it: 1 round trip, durable, whatever their
   * number.
   * @returns The ids of those that ended.
   */
  revokeAll(user: string, except?: { id: string }): Promise<string[]> {
    return this.#context.observed("revokeAll", () => this.#ender.revokeAll(user, except));
  }

  /**
   * The user's sessions, oldest first: 1 round trip. These are exactly the sessions that a read
   * would accept, and no entry contains a token. A session whose record can't be read is among
   * them, marked, so that it can be revoked.
   * @throws {RedisUnavailable} if Redis can't answer.
   */
  list(user: string): Promise<ListedSession<Data, Metadata>[]> {
    return this.#context.observed("list", () => this.#lister.list(tagOf(user)));
  }

  /**
   * Watches a session that was alive a moment ago, for an open page, until the caller calls the
   * returned function. No round trip. The watcher is told within milliseconds when any store with
   * announcements ends the session. It isn't told when the session expires.
   */
  watch(session: { user: string; id: string }, watcher: Watcher): () => void {
    return this.#context.parts.watchers.watch(session, watcher);
  }

  /**
   * Keeps a revocation of another store, to repeat it after an election as if it were this store's
   * own. So a revocation outlives the node that acknowledged it. Announcements do this by
   * themselves. No round trip.
   */
  learn(revocation: Revocation): void {
    this.#context.parts.revocations.learn(revocation);
  }

  /**
   * Asks whether Redis answers: 1 round trip.
   * @throws {RedisUnavailable} within `deadline` milliseconds if not.
   */
  async ping(deadline = 1000): Promise<void> {
    await this.#context.parts.redis.ping(deadline);
  }

  /** Ends the connections. */
  async close(): Promise<void> {
    const { announcements, redis } = this.#context.parts;
    this.#guests?.close();
    announcements?.close();
    await redis.close();
  }
}
