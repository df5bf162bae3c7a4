import type { Content, Device } from "./codec.ts";
import { ms } from "./policy.ts";

/** A living session, as it was read. Every time in it is Redis's. */
export interface Session<Data> {
  /** Public: may be shown and logged. Stays the same through rotations. */
  id: string;
  user: string;
  data: Data;
  createdAt: Date;
  /** As of the last slide, so up to the policy's `slideShare` of the idle time in the past. */
  lastSeenAt: Date;
  /** When it ends if nobody uses it again. */
  idleExpiresAt: Date;
  /** When it ends in any case. */
  expiresAt: Date;
  /** Now, as it was read: how long ago something was is to be asked of Redis's clock and not of a node's. */
  readAt: Date;
  createdBy: string;
  door: string;
  device: Device;
  /**
   * Which write of the session this is, and what that write held. Only the store that made it can look inside. Its
   * {@link SessionStore.update} starts from it, so changing the other fields changes nothing in the store.
   */
  readonly revision: object;
}

/** A session in a list. */
export type ListedSession<Data> = (Session<Data> & { readable: true }) | UnreadableSession;

/** A session that is listed and whose record this build can't read: damaged, or of another build. It can be revoked by its id. */
export interface UnreadableSession {
  readable: false;
  id: string;
  expiresAt: Date;
  /** Why, for an operator. */
  problem: string;
}

/** What a login gives to {@link SessionStore.create}. */
export interface NewSession<Data> {
  user: string;
  data: Data;
  /** The node that the login reached. */
  createdBy: string;
  door: string;
  device: Device;
}

/**
 * `superseded`: the token was replaced. Nobody has shown the next one yet, or somebody began to within the grace. It leads to the
 * session, but proves nothing beyond it, since its sender may hold a copy.
 */
export type Read<Data> =
  /** `remaining`: milliseconds until the session ends unless it is used again, by Redis's clock. */
  | { status: "alive"; session: Session<Data>; superseded: boolean; remaining: number }
  /** `replayed`: the next token has been in use for longer than the grace, so a copy exists; the session has been ended. */
  | { status: "none"; replayed: boolean };

export interface ReadOptions {
  /**
   * False for a request that a page made by itself: it finds the session and leaves its idle end where it is. So this can only
   * shorten a session. Default true.
   */
  slide?: boolean;
}

export type Updated<Data> = { status: "updated"; session: Session<Data> } | { status: "none" };

/**
 * `rotated` gives the token to use from now on: the next one; the same as before, if a rotation of the same token was repeated
 * before anybody had shown the next one; or the very token that was given, if it was issued twice within the grace.
 * `superseded`: the next token is in use already, so another answer brought it.
 */
export type Rotated = { status: "rotated"; token: string } | { status: "superseded" } | { status: "none" };

/** What a session store does. {@link RedisSessions} is the real one; the in-memory one shows what goes wrong without it. */
export interface SessionStore<Data> {
  create(login: NewSession<Data>): Promise<{ token: string; session: Session<Data> }>;
  read(token: string, options?: ReadOptions): Promise<Read<Data>>;
  update(session: Session<Data>, change: (data: Data) => Data): Promise<Updated<Data>>;
  rotate(token: string): Promise<Rotated>;
  revoke(target: { token: string } | { user: string; id: string }): Promise<boolean>;
  revokeAll(user: string, except?: { id: string }): Promise<string[]>;
  list(user: string): Promise<ListedSession<Data>[]>;
  close(): Promise<void>;
}

/**
 * A session of what its envelope holds and of its times in Redis.
 * @param revision Of that envelope.
 * @param seen When it was last seen, in ms, as `ends`, its absolute end, and `now`.
 * @param idle The policy's idle time in ms.
 */
export function sessionOf<Data>(
  id: string,
  { user, data, createdBy, door, device, lifetime }: Content<Data>,
  revision: object,
  seen: number,
  ends: number,
  idle: number,
  now: number,
): Session<Data> {
  // Named one by one: a rest and a spread took 4 us of each read.
  return {
    id,
    user,
    data,
    createdBy,
    door,
    device,
    createdAt: new Date(ends - ms(lifetime)),
    lastSeenAt: new Date(seen),
    idleExpiresAt: new Date(Math.min(seen + idle, ends)),
    expiresAt: new Date(ends),
    readAt: new Date(now),
    revision,
  };
}
