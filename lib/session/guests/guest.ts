/** A visitor's session before any login, as it was read. All its times are Redis's. */
export interface Guest<Data> {
  /** Public: may be shown and logged. */
  readonly id: string;
  /** The tag of its shelf. */
  readonly tag: string;
  data: Data;
  /** When it ends unless a request uses it again. */
  idleExpiresAt: Date;
  /** When it ends in any case. */
  expiresAt: Date;
  /** Identifies this write of the guest. */
  readonly revision: object;
}

export type GuestRead<Data> = { status: "alive"; guest: Guest<Data> } | { status: "none" };

export type GuestUpdated<Data> = { status: "updated"; guest: Guest<Data> } | { status: "none" };

/**
 * `address`: too many guests began from that address within a minute. `full`: the policy allows no
 * more guests. `memory`: Redis has no memory to spare.
 */
export type GuestRefusal = "address" | "full" | "memory";

/** `retryAfter` is in seconds. */
export type GuestCreated<Data> =
  | { status: "created"; token: string; guest: Guest<Data> }
  | { status: "refused"; reason: GuestRefusal; retryAfter: number };

/** The guest that a login takes over. */
export interface GuestLogin<Data> {
  /**
   * The guest's token. An invalid one, or one whose guest has ended, changes nothing of the login.
   */
  token: string;
  /**
   * Makes the new session's data from the login's own and the guest's. A login whose answer was
   * lost runs again and merges again, into another session. So the function must give the same
   * result when it is called twice with the same guest.
   */
  merge(data: Data, guest: unknown): Data;
}
