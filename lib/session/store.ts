import { DurableRedis, defaultDeadlines } from "../redis/durable.ts";
import type { Reply } from "../redis/script.ts";
import type { Content } from "./codec.ts";
import { nonceOf, openBytes, type Sealed, type Sealing, seal } from "./envelope.ts";
import { TooManyConflicts } from "./errors.ts";
import { type Revocation, RevocationJournal } from "./journal.ts";
import { KeyRing } from "./key-ring.ts";
import { doneKey, indexKey, recordKey, tagOf } from "./keys.ts";
import { SessionLister } from "./lister.ts";
import { observed, type RevocationReason, type SessionObserver } from "./observer.ts";
import type { RedisSessionsOptions } from "./options.ts";
import { ms, policy, type RecordFormat, type SessionPolicy } from "./policy.ts";
import { SessionReader } from "./reader.ts";
import { type RecentToken, RecentTokens } from "./recent-tokens.ts";
import { newAccess, splitRecord } from "./record.ts";
import { Revision } from "./revision.ts";
import { Revocations } from "./revocations.ts";
import * as scripts from "./scripts.ts";
import {
  type ListedSession,
  type NewSession,
  type Read,
  type ReadOptions,
  type Rotated,
  type Session,
  type SessionStore,
  sessionOf,
  type Updated,
} from "./session.ts";
import { formatToken, newToken } from "./token.ts";
import { Verifiers } from "./verifiers.ts";

/** Tries of an update before it gives up; 50 callers at once on one session need up to 50. */
const updateTries = 128;
/** Milliseconds for which Redis remembers that an update was done, beyond the deadline until which it may be sent again. */
const doneMargin = 7000;

/** Sessions in Redis. The costs are in Redis round trips of an operation; where it says durable, WAIT adds the replication. */
export class RedisSessions<Data> implements SessionStore<Data> {
  readonly policy: SessionPolicy;
  readonly #verifiers: Verifiers;
  readonly #format: RecordFormat;
  readonly #sealing: Sealing;
  readonly #doneFor: number;
  readonly #recent: RecentTokens;
  readonly #region: string | undefined;
  readonly #observer: SessionObserver;
  readonly #redis: DurableRedis;
  readonly #revocations: Revocations;
  readonly #reader: SessionReader<Data>;
  readonly #lister: SessionLister<Data>;

  /**
   * @throws {RangeError} for a policy that can't be, {@link BadRedisUrl} for an address that can't be read.
   */
  constructor(options: RedisSessionsOptions) {
    this.policy = policy(options.policy);
    this.#verifiers = new Verifiers(options.peppers);
    this.#format = options.writeFormat ?? 2;
    const ring = new KeyRing(options.envelopeKeys, "envelope");
    const limits = { plain: this.policy.maxPlainBytes, sealed: this.policy.maxBytes };
    this.#sealing = { ring, format: this.#format, limits };
    this.#recent = new RecentTokens(this.#verifiers, ring);
    this.#region = options.region;
    this.#observer = options.observer ?? {};
    const { url, label = "sessions", deadlines = defaultDeadlines, without = [] } = options;
    this.#doneFor = deadlines.write + doneMargin;
    this.#redis = new DurableRedis({ url, label, deadlines, without });
    const journal = new RevocationJournal({
      ...(without.includes("journal") ? { keepFor: 0 } : {}),
      ...(options.journalBytes ? { maxBytes: options.journalBytes } : {}),
      onDropped: (sessions) => this.#observer.dropped?.(sessions),
    });
    this.#revocations = new Revocations(journal, this.#observer, options.onRevoked ?? (() => {}));
    const parts = {
      redis: this.#redis,
      revocations: this.#revocations,
      policy: this.policy,
    };
    this.#reader = new SessionReader({ ...parts, recent: this.#recent, observer: this.#observer, without });
    this.#lister = new SessionLister({ ...parts, verifiers: this.#verifiers, envelopeKeys: ring });
    this.#redis.beforeUse((client, slots) => this.#revocations.repeatOn(client, slots));
  }

  /**
   * Begins a session: 1 round trip, durable. At the policy's cap the oldest of the user's sessions ends.
   * @throws {NotDurable} when too few replicas have it; {@link SessionTooLarge}; {@link RedisUnavailable}.
   */
  create(login: NewSession<Data>): Promise<{ token: string; session: Session<Data> }> {
    return this.#observed("create", async () => {
      let token = newToken(tagOf(login.user), this.#region);
      const { idle, absolute, cap } = this.policy;
      const { user, createdBy, door, device, data } = login;
      const content = { user, createdBy, door, device, lifetime: absolute, data };
      let sealed = seal(content, token.id, this.#sealing);
      const attempts: string[] = [];
      const call = () => ({
        keys: [indexKey(token.tag), recordKey(token.tag, token.id)] as [string, string],
        args: [
          token.id,
          newAccess(this.#format, this.#verifiers.written(token, this.#format)),
          sealed.envelope,
          ms(idle),
          ms(absolute),
          cap,
          ...attempts,
        ],
      });
      const { keys, args } = call();
      const replies = await this.#redis.write(scripts.createScript, keys, args, () => {
        // The attempt whose answer was lost may have been listed and revoked since: repeating it would bring back the dead.
        attempts.push(token.id);
        token = newToken(token.tag, this.#region);
        sealed = seal(content, token.id, this.#sealing);
        return call();
      });
      const evicted = replies.flatMap((reply) => (reply as Reply[]).slice(2).map(String));
      this.#revocations.add("cap", { tag: token.tag, ids: evicted });
      this.#observer.created?.(sealed.envelope.length);
      this.#observer.expirySet?.(recordKey(token.tag, token.id));
      const [now, ends] = replies.at(-1) as [number, number];
      return { token: formatToken(token), session: this.#session(token.id, content, sealed, now, ends, now) };
    });
  }

  /**
   * Finds the session of a token and slides its idle end: 1 round trip, none for what isn't a token. Redis writes only
   * when `slideShare` of the idle time has passed since the last slide, and never with `slide: false`.
   * @throws {RedisUnavailable} when Redis can't say; {@link UnknownFormat} for a newer build's record.
   */
  read(text: string, { slide = true }: ReadOptions = {}): Promise<Read<Data>> {
    const token = this.#parse(text);
    if (!token) return Promise.resolve({ status: "none", replayed: false });
    return this.#reader.read(token, slide);
  }

  /**
   * Changes a session's data so that no other change is lost: 1 round trip, durable, 1 more for each time that another request
   * was quicker. `change` may run several times. The session's times stay, and a session that ended stays ended.
   * @throws {TooManyConflicts}; {@link SessionTooLarge}; {@link RedisUnavailable}, after which the change may or may not be there.
   */
  update(session: Session<Data>, change: (data: Data) => Data): Promise<Updated<Data>> {
    const { id } = session;
    const tag = tagOf(session.user);
    return this.#observed("update", async () => {
      let revision = Revision.of<Data>(session);
      for (let attempt = 0; attempt < updateTries; attempt += 1) {
        // What Redis had, and not what the caller made of it meanwhile.
        const before = revision.content();
        const content = { ...before, data: change(before.data) };
        const sealed = seal(content, id, this.#sealing);
        const replies = await this.#redis.write(
          scripts.updateScript,
          [indexKey(tag), recordKey(tag, id), doneKey(tag, id, nonceOf(sealed.envelope))],
          [id, revision.nonce, sealed.envelope, this.#doneFor],
        );
        const reply = replies.at(-1);
        if (reply === 0) return { status: "none" };
        const [status] = reply as [number];
        if (status === 1) {
          const [, ends, now, lastSeen] = reply as [number, number, number, number];
          return { status: "updated", session: this.#session(id, content, sealed, lastSeen, ends, now) };
        }
        this.#observer.conflict?.();
        const { envelope } = splitRecord((reply as [number, Buffer])[1]);
        const packed = openBytes(envelope, id, this.#sealing.ring);
        if (!packed) return { status: "none" };
        revision = new Revision<Data>(nonceOf(envelope), packed);
      }
      throw new TooManyConflicts(updateTries);
    });
  }

  /**
   * Gives the session its next token, at a login or a change of privilege: 1 round trip, durable. Safe to repeat: until somebody
   * shows the next token, a rotation of the same token gives the same one. The token before is accepted until then, and for the
   * policy's grace afterwards; shown later, it ends the session.
   */
  rotate(text: string): Promise<Rotated> {
    const token = this.#parse(text);
    if (!token) return Promise.resolve({ status: "none" });
    return this.#observed("rotate", async () => {
      const successors = this.#verifiers.successors(token);
      const replies = await this.#redis.write(scripts.rotateScript, token.keys, [
        token.id,
        this.#format,
        ms(this.policy.grace),
        token.verifiers.length,
        ...token.verifiers,
        ...successors.flatMap(({ verifiers }) => verifiers),
      ]);
      const reply = Number(replies.at(-1));
      if (reply === 0) return { status: "none" };
      if (reply === -1) return { status: "superseded" };
      if (reply === -2) return { status: "rotated", token: text };
      const next = successors.find((_, nth) => reply <= 2 * (nth + 1));
      if (!next) throw new Error(`rotate.lua answered ${reply}, which names no token.`);
      return { status: "rotated", token: formatToken(next.token) };
    });
  }

  /**
   * Ends one session: 1 round trip, durable: success means that no failover brings it back. By token (logout) or by
   * user and id (a list of devices).
   * @returns Whether there was such a session.
   */
  revoke(target: { token: string } | { user: string; id: string }): Promise<boolean> {
    return this.#observed("revoke", async () => {
      if ("token" in target) {
        const token = this.#parse(target.token);
        if (!token) return false;
        const { tag, id, keys, verifiers } = token;
        const replies = await this.#redis.write(scripts.revokeTokenScript, keys, [id, ...verifiers]);
        return this.#ended("logout", tag, [id], replies);
      }
      const tag = tagOf(target.user);
      const { id } = target;
      const replies = await this.#redis.write(
        scripts.revokeScript,
        [indexKey(tag), recordKey(tag, id)],
        [id],
      );
      return this.#ended("revoked", tag, [id], replies);
    });
  }

  /**
   * Ends every session of a user, save one if wanted: 1 round trip, durable, whatever their number.
   * @returns The ids of those that ended.
   */
  revokeAll(user: string, except?: { id: string }): Promise<string[]> {
    return this.#observed("revokeAll", async () => {
      const tag = tagOf(user);
      const replies = await this.#redis.write(scripts.revokeAllScript, [indexKey(tag)], [except?.id ?? ""]);
      const ids = [...new Set(replies.flatMap((reply) => String(reply).split(",").filter(Boolean)))];
      this.#revocations.add("revoked-all", { tag, ids });
      return ids;
    });
  }

  /**
   * The user's sessions, oldest first: 1 round trip. Exactly those that would be accepted, and never a token. One whose record can't
   * be read is among them, marked, so that it can be revoked.
   * @throws {RedisUnavailable} when Redis can't say.
   */
  list(user: string): Promise<ListedSession<Data>[]> {
    return this.#observed("list", () => this.#lister.list(tagOf(user)));
  }

  /**
   * Keeps what another node revoked, to repeat it after an election as if it were this one's own: so a revocation outlives
   * the node that acknowledged it. No round trip.
   */
  learn(revocation: Revocation): void {
    this.#revocations.learn(revocation);
  }

  /** Whether Redis answers: 1 round trip. @throws {RedisUnavailable} within `deadline` milliseconds if not. */
  async ping(deadline = 1000): Promise<void> {
    await this.#redis.ping(deadline);
  }

  /** Ends the connections. */
  async close(): Promise<void> {
    await this.#redis.close();
  }

  #parse(text: string): RecentToken | undefined {
    const token = this.#recent.parse(text);
    return token && token.region === this.#region ? token : undefined;
  }

  #session(
    id: string,
    content: Content<Data>,
    { envelope, packed }: Sealed,
    seen: number,
    ends: number,
    now: number,
  ): Session<Data> {
    const revision = new Revision<Data>(nonceOf(envelope), packed);
    return sessionOf(id, content, revision, seen, ends, ms(this.policy.idle), now);
  }

  #ended(reason: RevocationReason, tag: string, ids: string[], replies: Reply[]): boolean {
    // A write that was sent twice found nothing the second time: it counts if any of its replies did.
    const was = replies.some((reply) => Number(reply) > 0);
    if (was) this.#revocations.add(reason, { tag, ids });
    return was;
  }

  #observed<T>(operation: string, work: () => Promise<T>): Promise<T> {
    return observed(this.#observer, operation, work);
  }
}
