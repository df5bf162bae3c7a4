import type { Content, Device } from "./codec.ts";
import { revisionOf } from "./envelope.ts";
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
  createdBy: string;
  door: string;
  device: Device;
  /** Which write of the session this is; {@link SessionStore.update} compares it. */
  revision: Buffer;
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

/** `superseded`: the token was replaced a moment ago; the session is the same, the browser is about to get the new cookie. */
export type Read<Data> =
  | { status: "alive"; session: Session<Data>; superseded: boolean }
  /** `replayed`: a token replaced long ago was shown, so a copy exists; the session has been ended. */
  | { status: "none"; replayed: boolean };

export type Updated<Data> = { status: "updated"; session: Session<Data> } | { status: "none" };

/** `superseded`: another request rotated it first, and its answer carries the new token. */
export type Rotated = { status: "rotated"; token: string } | { status: "superseded" } | { status: "none" };

/** What a session store does. {@link RedisSessions} is the real one; the in-memory one shows what goes wrong without it. */
export interface SessionStore<Data> {
  create(login: NewSession<Data>): Promise<{ token: string; session: Session<Data> }>;
  read(token: string): Promise<Read<Data>>;
  update(session: Session<Data>, change: (data: Data) => Data): Promise<Updated<Data>>;
  rotate(token: string): Promise<Rotated>;
  revoke(target: { token: string } | { user: string; id: string }): Promise<boolean>;
  revokeAll(user: string, except?: { id: string }): Promise<string[]>;
  list(user: string): Promise<Session<Data>[]>;
  close(): Promise<void>;
}

/**
 * A session of what its envelope holds and of its times in Redis.
 * @param seen When it was last seen, in ms, as `ends`, its absolute end.
 * @param idle The policy's idle time in ms.
 */
export function sessionOf<Data>(
  id: string,
  { user, data, createdBy, door, device, lifetime }: Content<Data>,
  envelope: Buffer,
  seen: number,
  ends: number,
  idle: number,
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
    revision: revisionOf(envelope),
  };
}
