import { isUnavailable } from "../redis/errors.ts";

/**
 * Gives a promise's outcome to a callback, outside the promise, so that what the
 * callback throws isn't taken for a failure of ours. A caller without a callback gets
 * the promise, which may be left alone.
 *
 * An outage of Redis carries what Express answers where no error handler does: 503 and Retry-After.
 */
export function settle<T>(work: () => Promise<T>, done?: (error?: unknown, value?: T) => void): Promise<T> {
  const outcome = work().catch((error: unknown) => {
    throw forHttp(error);
  });
  outcome.then(
    (value) => process.nextTick(() => done?.(null, value)),
    (error: unknown) => process.nextTick(() => done?.(error)),
  );
  return outcome;
}

function forHttp(error: unknown): unknown {
  if (!isUnavailable(error)) return error;
  return Object.assign(error, { status: 503, headers: { "Retry-After": String(error.retryAfter) } });
}
