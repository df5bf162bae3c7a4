/*
 * Visitors who have not signed in. Their records have the form of logins' records, under keys of
 * their own, and the same scripts read and write them. Only the beginning has a script of its own,
 * since it checks whether Redis has room.
 */
import type { KeyObject } from "node:crypto";
import { SessionChanger } from "../changer.ts";
import type { StoreContext } from "../context.ts";
import { SessionEnder } from "../ender.ts";
import { seal } from "../envelope.ts";
import { KeyRing } from "../key-ring.ts";
import { PlainReader } from "../plain-reader.ts";
import { ms } from "../policy.ts";
import { newAccess } from "../record.ts";
import { claimGuestScript, createGuestScript, readScript } from "../scripts.ts";
import type { ReadOptions, Session } from "../session.ts";
import { formatToken, newToken } from "../token.ts";
import { guestContext } from "./context.ts";
import type { Guest, GuestCreated, GuestRead, GuestRefusal, GuestUpdated } from "./guest.ts";
import { GuestKeeper } from "./keeper.ts";
import type { GuestPolicy } from "./policy.ts";
import { placeOf, shelves } from "./shelf.ts";
import type { Taken } from "./taken.ts";

/**
 * Bytes that Redis needs for a guest besides its envelope: the keys, the verifier, the index's
 * entry and the allocator's rounding.
 */
const beside = 400;
/** Seconds after which a refusal for want of room may be over. */
const roomAfter = 60;

const refusals: readonly [number, GuestRefusal][] = [
  [0, "address"],
  [2, "full"],
  [3, "memory"],
];

/**
 * The guests of a store. Each operation gives its cost in Redis round trips. "Durable" means that
 * WAIT adds the time of the replication.
 */
export class Guests<Data> {
  readonly policy: GuestPolicy;
  readonly #context: StoreContext<undefined>;
  readonly #addressKey: KeyObject;
  readonly #reader: PlainReader<Data, undefined>;
  readonly #changer: SessionChanger<Data, undefined>;
  readonly #ender: SessionEnder<undefined>;
  readonly #keeper: GuestKeeper;

  constructor(
    logins: StoreContext<unknown>,
    { policy, peppers, deadline }: { policy: GuestPolicy; peppers: readonly string[]; deadline: number },
  ) {
    const context = guestContext(logins, policy);
    const { parts } = context;
    this.policy = policy;
    this.#context = context;
    this.#addressKey = new KeyRing(peppers, "guest address").first.key;
    this.#reader = new PlainReader({ ...parts, envelopeKeys: parts.sealing.ring, script: readScript });
    this.#changer = new SessionChanger(context, deadline);
    this.#ender = new SessionEnder(context);
    this.#keeper = new GuestKeeper(parts.redis, parts.keys, policy);
  }

  /**
   * Begins a guest's session, with its first data: 1 round trip, durable. A refusal is an outcome
   * and not an error: the visitor goes on without a session, and may try again.
   * @param address The visitor's address. Give only the network of an IPv6 address, since one
   * visitor has 2^64 addresses in it.
   * @throws {SessionTooLarge}; {NotDurable}; {RedisUnavailable}.
   */
  create(address: string, data: Data): Promise<GuestCreated<Data>> {
    this.#keeper.start();
    return this.#context.observed("create", () => this.#create(address, data));
  }

  async #create(address: string, data: Data): Promise<GuestCreated<Data>> {
    const { redis, keys, sealing, verifiers, region } = this.#context.parts;
    const { idle, absolute, perMinute, most, memoryShare, memoryLimit, maxBytes } = this.policy;
    const place = placeOf(address, this.#addressKey);
    const token = newToken(place.tag, region);
    const { tag, id } = token;
    const content = { user: null, metadata: undefined, lifetime: absolute, data };
    const sealed = seal(content, id, sealing);
    const replies = await redis.write(
      createGuestScript,
      [keys.index(tag), keys.record(tag, id), keys.arrivals(tag, place.name)],
      [
        ...[id, newAccess(sealing.format, verifiers.written(token, sealing.format)), sealed.envelope],
        ...[ms(idle), ms(absolute), perMinute, Math.floor(most / shelves)],
        ...[memoryShare / shelves, maxBytes + beside, memoryLimit],
      ],
    );
    const [outcome, now, value = 0] = replies.at(-1) as [number, number, number?];
    if (outcome !== 1) {
      const reason = refusals.find(([code]) => code === outcome)?.[1] ?? "full";
      return { status: "refused", reason, retryAfter: value ? Math.ceil(value / 1000) : roomAfter };
    }
    const session = this.#context.written<Data>(id, content, sealed, now, value, now);
    return { status: "created", token: formatToken(token), guest: guestOf(session, tag) };
  }

  /**
   * Finds the guest of a token and slides its idle end: 1 round trip, or none for a text that isn't
   * a guest's token. It never begins a guest.
   * @throws {RedisUnavailable} if Redis can't answer; {@link UnknownFormat} for a newer build's
   * record.
   */
  async read(text: string, { slide = true }: ReadOptions = {}): Promise<GuestRead<Data>> {
    const token = this.#context.parse(text);
    if (!token) return { status: "none" };
    this.#keeper.start();
    const found = await this.#reader.read(text, slide);
    if (found.status === "none") return { status: "none" };
    return { status: "alive", guest: guestOf(found.session, token.tag) };
  }

  /**
   * Changes a guest's data so that no other change is lost, as {@link RedisSessions.update}: 1
   * round trip, durable.
   */
  async update(guest: Guest<Data>, change: (data: Data) => Data): Promise<GuestUpdated<Data>> {
    const { tag, id, revision } = guest;
    const updated = await this.#context.observed("update", () =>
      this.#changer.write(
        { id, user: "", revision },
        (content) => ({ ...content, data: change(content.data) }),
        tag,
      ),
    );
    if (updated.status === "none") return updated;
    return { status: "updated", guest: guestOf(updated.session, tag) };
  }

  /**
   * Ends the guest with this token: 1 round trip, durable, so success means that no failover brings
   * it back.
   * @returns Whether such a guest existed.
   */
  end(token: string): Promise<boolean> {
    return this.#context.observed("end", () => this.#ender.revoke({ token }));
  }

  /** Ends a guest that a login has taken over: 1 round trip, durable. */
  endTaken({ tag, id }: Taken): Promise<boolean> {
    return this.#context.observed("end", () => this.#ender.end("guest", tag, id));
  }

  /**
   * Brings the end of a guest near that a login has taken over. It never fails: if it can't, the
   * guest ends later by its idle end. 1 round trip, durable.
   */
  async claim({ tag, id }: Taken): Promise<void> {
    const { redis, keys } = this.#context.parts;
    const args = [id, ms(this.policy.afterLogin)];
    await this.#context
      .observed("claim", () => redis.write(claimGuestScript, [keys.index(tag), keys.record(tag, id)], args))
      .catch(() => {});
  }

  /** Stops its timer. */
  close(): void {
    this.#keeper.close();
  }
}

const guestOf = <Data>(
  { id, data, idleExpiresAt, expiresAt, revision }: Session<Data, unknown>,
  tag: string,
): Guest<Data> => ({ id, tag, data, idleExpiresAt, expiresAt, revision });
