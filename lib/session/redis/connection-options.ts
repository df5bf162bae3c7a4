/** How one connection is used. */
export interface ConnectionOptions {
  /** Shown by `CLIENT LIST`. */
  label: string;
  /** Milliseconds after which a call that got no answer fails with `RedisUnavailable`. */
  deadline: number;
  /**
   * Milliseconds without an answer after which the socket is given up; above the longest
   * WAIT sent here. Default 1000.
   */
  socketTimeout?: number;
  /**
   * Whether ioredis sends again what had no answer when the connection was lost. Default true.
   * Where it isn't, such work fails with a passing fault at once; but only what is wrapped in
   * `RedisConnection.untilLost`, as `RedisConnection.run` does.
   */
  resends?: boolean;
}
