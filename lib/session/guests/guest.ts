/** A visitor's session before any login, as it was read. Every time in it is Redis's. */
export interface Guest<Data> {
  /** Public: may be shown and logged. */
  readonly id: string;
  /** The tag of its shelf. */
  readonly tag: string;
  data: Data;
  /** When it ends if nobody uses it again. */
  idleExpiresAt: Date;
  /** When it ends in any case. */
  expiresAt: Date;
  /** Which write of the guest this is. */
  readonly revision: object;
}

export type GuestRead<Data> = { status: "alive"; guest: Guest<Data> } | { status: "none" };

export type GuestUpdated<Data> = { status: "updated"; guest: Guest<Data> } | { status: "none" };

/**
 * `address`: too many guests began from there within a minute. `full`: there are as many as the
 * policy allows. `memory`: Redis has no memory to spare.
 */
export type GuestRefusal = "address" | "full" | "memory";

/** `retryAfter` is in seconds. */
export type GuestCreated<Data> =
  | { status: "created"; token: string; guest: Guest<Data> }
  | { status: "refused"; reason: GuestRefusal; retryAfter: number };

/** What a login takes over. */
export interface GuestLogin<Data> {
  /** The guest's token. One that is none, or has ended, changes nothing of the login. */
  token: string;
  /**
   * The new session's data: what the login has of itself, and what the guest had. A login whose
   * answer was lost is made again and merges again, into another session: so it must lead to the
   * same when it is called twice with the same guest.
   */
  merge(data: Data, guest: unknown): Data;
}
