export interface ClosedLoopOptions {
  /** The number of callers. Each waits for its answer. */
  readonly callers: number;
  /** Milliseconds between an answer and the same caller's next request. */
  readonly pauseMs: number;
  readonly until: AbortSignal;
  /** Sends a request at this moment of `performance.now()`. */
  readonly send: (sent: number) => Promise<void>;
}

/**
 * Callers that wait for their answers. While the site stands still, each has one request under way
 * and sends no other. So the load stops exactly when it would hurt (coordinated omission).
 */
export async function closedLoop({ callers, pauseMs, until, send }: ClosedLoopOptions): Promise<void> {
  const caller = async () => {
    while (!until.aborted) {
      await send(performance.now());
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
}
