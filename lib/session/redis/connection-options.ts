/** How one connection is used. */
export interface ConnectionOptions {
  /** Shown by `CLIENT LIST`. */
  label: string;
  /** Milliseconds after which a call that got no answer fails with `RedisUnavailable`. */
  deadline: number;
  /**
   * Milliseconds without an answer after which the socket is given up. It must be above the longest
   * WAIT sent on this connection. Default 1000.
   */
  socketTimeout?: number;
  /**
   * Whether ioredis sends a command again that had no answer when the connection was lost. Default
   * true. If false, such work fails with a passing fault at once, but only if it is wrapped in
   * `RedisConnection.untilLost`, as in `RedisConnection.run`.
   */
  resends?: boolean;
}
