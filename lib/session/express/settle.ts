import { isUnavailable } from "../redis/errors.ts";

/**
 * Gives a promise's outcome to a callback, outside the promise, so that an error of the callback
 * isn't taken for one of the store. A caller without a callback gets the promise, and need not
 * handle it.
 *
 * When Redis is away, the error carries the status and header that Express answers if no error
 * handler does: 503 and Retry-After.
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
