/** A session store as a benchmark uses it. An operation that the store lacks is missing. */
export interface Peer {
  /**
   * Begins a session of the user with this number (bench/sample-login.ts).
   * @returns The token.
   */
  login(user: number): Promise<string>;
  /**
   * Reads a session and slides its idle end, as often as the store's own rules say. Fails if the
   * session doesn't exist.
   */
  read(token: string): Promise<unknown>;
  /** A request that changes the session: read it, then store the change. */
  write(token: string): Promise<unknown>;
  logout?(token: string): Promise<unknown>;
  list?(user: number): Promise<unknown[]>;
  /** Ends every session of a user. */
  signOutEverywhere?(user: number): Promise<unknown>;
  close(): Promise<void>;
}

/** Seconds, for every store: 30 minutes idle. */
export const idle = 1800;
/** Seconds after which a store that slides rarely slides: a tenth of the idle time. */
export const slideAfter = 180;

/** A benchmark that measures failures measures nothing. */
export function found<T>(name: string, session: T | null | undefined): T {
  if (session === null || session === undefined)
    throw new Error(`${name} doesn't find the session that it made.`);
  return session;
}
