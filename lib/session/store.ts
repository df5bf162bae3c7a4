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
 * Sessions in Redis. The costs are in Redis round trips of an operation; where it says durable,
 * WAIT adds the replication.
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
   * @throws {RangeError} for a policy or a prefix that can't be, {@link BadRedisUrl} for an address
   * that can't be read, {@link BadRedisOption} for options that don't go together.
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
   * Visitors who have not signed in. @throws {TypeError} where the store was opened without them.
   */
  get guests(): Guests<GuestData> {
    if (!this.#guests) throw new TypeError("The store was opened without the option `guests`.");
    return this.#guests;
  }

  /**
   * Begins a session: 1 round trip, durable; 1 before it for a guest, whose data it takes over.
   * At the policy's cap the oldest of the user's sessions ends. The guest ends once somebody
   * shows the new token, or `afterLogin` later. If its data don't fit, it stays, and the
   * session begins without them.
   * @throws {NotDurable} when too few replicas have it; {@link SessionTooLarge};
   * {@link RedisUnavailable}.
   */
  create(login: NewSession<Data, Metadata>): Promise<Begun<Data, Metadata>> {
    return this.#context.observed("create", () => this.#creator.create(login));
  }

  /**
   * Finds the session of a token and slides its idle end: 1 round trip, none for what isn't a
   * token. Redis writes only when `slideShare` of the idle time has passed since the last slide,
   * and never with `slide: false`.
   * @throws {RedisUnavailable} when Redis can't say; {@link UnknownFormat}
   * for a newer build's record.
   */
  read(text: string, { slide = true }: ReadOptions = {}): Promise<Read<Data, Metadata>> {
    const read = this.#reader.read(text, slide);
    const taken = this.#taken;
    return taken ? read.then((found) => taken.after(found)) : read;
  }

  /**
   * Changes a session's data so that no other change is lost: 1 round trip, durable, 1 more for
   * each time that another request was quicker. `change` may run several times. The session's times
   * and metadata stay, and a session that ended stays ended.
   * @throws {TooManyConflicts}; {@link SessionTooLarge}; {@link RedisUnavailable}, after which the
   * change may or may not be there.
   */
  update(session: Session<Data, Metadata>, change: (data: Data) => Data): Promise<Updated<Data, Metadata>> {
    return this.#context.observed("update", () => this.#changer.update(session, change));
  }

  /**
   * Changes what one service keeps in a session, as {@link update} does: a change of one part loses
   * no change of another part or of the data. `change` gets undefined where there is no such part,
   * and removes it by giving undefined.
   * @param part The service's name, or `shared` for what several keep together.
   * @throws {PartTooLarge}; {RangeError} for what is no name; as {@link update}.
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
   * Safe to repeat: until somebody shows the next token, a rotation of the same token gives the
   * same one. The token before is accepted until then, and for the policy's grace afterwards; shown
   * later, it ends the session.
   */
  rotate(text: string): Promise<Rotated> {
    return this.#context.observed("rotate", () => this.#rotator.rotate(text));
  }

  /**
   * Ends one session: 1 round trip, durable: success means that no failover brings it back. By
   * token (logout) or by user and id (a list of devices).
   * @returns Whether there was such a session.
   */
  revoke(target: { token: string } | { user: string; id: string }): Promise<boolean> {
    return this.#context.observed("revoke", () => this.#ender.revoke(target));
  }

  /**
   * Ends every session of a user, save one if wanted: 1 round trip, durable, whatever their number.
   * @returns The ids of those that ended.
   */
  revokeAll(user: string, except?: { id: string }): Promise<string[]> {
    return this.#context.observed("revokeAll", () => this.#ender.revokeAll(user, except));
  }

  /**
   * The user's sessions, oldest first: 1 round trip. Exactly those that would be accepted, and
   * never a token. One whose record can't be read is among them, marked, so that it can be revoked.
   * @throws {RedisUnavailable} when Redis can't say.
   */
  list(user: string): Promise<ListedSession<Data, Metadata>[]> {
    return this.#context.observed("list", () => this.#lister.list(tagOf(user)));
  }

  /**
   * Watches a session that was alive a moment ago, for an open page, until the function that this
   * returns is called. No round trip. The watcher is told within milliseconds when any store with
   * announcements ends the session; it isn't told of expiry.
   */
  watch(session: { user: string; id: string }, watcher: Watcher): () => void {
    return this.#context.parts.watchers.watch(session, watcher);
  }

  /**
   * Keeps what another store revoked, to repeat it after an election as if it were this one's
   * own: so a revocation outlives the node that acknowledged it. Announcements do this by
   * themselves. No round trip.
   */
  learn(revocation: Revocation): void {
    this.#context.parts.revocations.learn(revocation);
  }

  /**
   * Whether Redis answers: 1 round trip. @throws {RedisUnavailable} within
   * `deadline` milliseconds if not.
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
