import type { Content } from "./codec.ts";
import { UnknownFormat } from "./errors.ts";
import type { GuestLogin } from "./guests/guest.ts";
import type { MetadataFormat } from "./metadata.ts";
import { ms } from "./policy.ts";
import type { PartChange, ServiceParts } from "./service-parts.ts";

/** A living session, as it was read. All its times are Redis's. */
export interface Session<Data, Metadata = undefined> {
  /** Public: may be shown and logged. Stays the same through rotations. */
  id: string;
  user: string;
  data: Data;
  createdAt: Date;
  /** The time of the last slide: up to the policy's `slideShare` of the idle time ago. */
  lastSeenAt: Date;
  /** When it ends unless a request uses it again. */
  idleExpiresAt: Date;
  /** When it ends in any case. */
  expiresAt: Date;
  /**
   * The time of the read. To tell how long ago something was, compare with this: it is Redis's
   * clock and not a node's.
   */
  readAt: Date;
  /** The metadata that the login gave. It stays the same for the session's life. */
  metadata: Metadata;
  /**
   * The data that services keep beside the app's. {@link SessionStore.updatePart} changes one part.
   */
  readonly parts: ServiceParts;
  /**
   * Identifies one write of the session, and holds what that write held. Only the store that made
   * it can look inside. The {@link SessionStore.update} of that store starts from it, so changing
   * the other fields changes nothing in the store.
   */
  readonly revision: object;
}

/** A session in a list. */
export type ListedSession<Data, Metadata = undefined> =
  | (Session<Data, Metadata> & { readable: true })
  | UnreadableSession;

/**
 * A session that is listed but whose record this build can't read: it is damaged, or another build
 * wrote it. It can be revoked by its id.
 */
export interface UnreadableSession {
  readable: false;
  id: string;
  expiresAt: Date;
  /** Why, for an operator. */
  problem: string;
}

/**
 * The input of {@link SessionStore.create} for a login. The metadata may be left out if its type
 * allows undefined.
 */
export type NewSession<Data, Metadata = undefined> = {
  user: string;
  data: Data;
  /** The guest that this browser was. Its data goes into the session that begins. */
  guest?: GuestLogin<Data>;
} & (undefined extends Metadata ? { metadata?: Metadata } : { metadata: Metadata });

/** A session that has begun. */
export interface Begun<Data, Metadata = undefined> {
  token: string;
  session: Session<Data, Metadata>;
  /**
   * Whether the session has taken over the guest of {@link NewSession}. The guest's token is of no
   * use from then on.
   */
  tookGuest?: boolean;
}

/**
 * `superseded`: the token was replaced. Either no request has shown the next token yet, or one
 * first did so within the grace. The old token still leads to the session, but it proves nothing
 * more, since its sender may hold a copy.
 */
export type Read<Data, Metadata = undefined> =
  /** `remaining`: milliseconds until the session ends unless it is used again, by Redis's clock. */
  | { status: "alive"; session: Session<Data, Metadata>; superseded: boolean; remaining: number }
  /**
   * `replayed`: the next token has been in use for longer than the grace, so a copy exists. The
   * session has been ended.
   */
  | { status: "none"; replayed: boolean };

export interface ReadOptions {
  /**
   * False for a request that a page made by itself: it finds the session and leaves its idle end
   * where it is. So false can only shorten a session. Default true.
   */
  slide?: boolean;
}

export type Updated<Data, Metadata = undefined> =
  | { status: "updated"; session: Session<Data, Metadata> }
  | { status: "none" };

/**
 * `rotated` gives the token to use from now on. That is the next one; or the same as before, if a
 * rotation of the same token was repeated before any request had shown the next one; or the very
 * token that was given, if it was issued twice within the grace. `superseded`: the next token is in
 * use already, so another response carried it.
 */
export type Rotated = { status: "rotated"; token: string } | { status: "superseded" } | { status: "none" };

/**
 * The operations of a session store. {@link RedisSessions} is the real one. The in-memory one shows
 * the failures that it prevents.
 */
export interface SessionStore<Data, Metadata = undefined> {
  create(login: NewSession<Data, Metadata>): Promise<Begun<Data, Metadata>>;
  read(token: string, options?: ReadOptions): Promise<Read<Data, Metadata>>;
  update(session: Session<Data, Metadata>, change: (data: Data) => Data): Promise<Updated<Data, Metadata>>;
  updatePart<Part>(
    session: Session<Data, Metadata>,
    part: string,
    change: PartChange<Part>,
  ): Promise<Updated<Data, Metadata>>;
  rotate(token: string): Promise<Rotated>;
  revoke(target: { token: string } | { user: string; id: string }): Promise<boolean>;
  revokeAll(user: string, except?: { id: string }): Promise<string[]>;
  list(user: string): Promise<ListedSession<Data, Metadata>[]>;
  close(): Promise<void>;
}

/** The settings that a store makes sessions with, besides their contents. */
export interface SessionView<Metadata> {
  /** The policy's idle time in ms. */
  readonly idle: number;
  readonly metadata: MetadataFormat<Metadata>;
  /**
   * Whether these sessions are guests', whose records name no user, and not logins. Guests' stores
   * refuse logins' records and the reverse.
   */
  readonly guests?: boolean;
}

/**
 * A session from its envelope's content and its times in Redis.
 * @throws {UnknownFormat} for a guest's record where logins are read, and the reverse.
 * @param revision The revision of that envelope.
 * @param seen When it was last seen, in ms, like `ends`, its absolute end, and `now`.
 */
export function sessionOf<Data, Metadata>(
  id: string,
  { user, data, metadata, lifetime, parts }: Content<Data>,
  revision: object,
  seen: number,
  ends: number,
  now: number,
  view: SessionView<Metadata>,
): Session<Data, Metadata> {
  if ((user === null) !== (view.guests ?? false))
    throw new UnknownFormat(user === null ? "no user" : "a user");
  // The fields are named one by one: a rest and a spread took 4 us of each read.
  return {
    id,
    user: user ?? "",
    data,
    metadata: view.metadata.read(metadata),
    createdAt: new Date(ends - ms(lifetime)),
    lastSeenAt: new Date(seen),
    idleExpiresAt: new Date(Math.min(seen + view.idle, ends)),
    expiresAt: new Date(ends),
    readAt: new Date(now),
    parts: parts ?? {},
    revision,
  };
}
