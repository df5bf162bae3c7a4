import { type Unavailable, unavailableBy } from "@/lib/auth/problem.ts";
import { answerUnavailable } from "@/lib/node/request-context.ts";
import { isUnavailable } from "@/lib/session/index.ts";

/**
 * A page's data from a store, or that the store can't say. In that case the answer's status is 503.
 */
export async function orUnavailable<T>(
  ask: () => Promise<T>,
): Promise<{ status: "answered"; value: T } | Unavailable> {
  try {
    return { status: "answered", value: await ask() };
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    answerUnavailable(error);
    return unavailableBy(error);
  }
}

/**
 * Data that a page can do without: undefined if a store doesn't answer within half a second, for
 * example while a new primary is elected.
 */
export async function orWithout<T>(ask: () => Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), 500);
  });
  const answer = ask().catch((error: unknown) => {
    if (!isUnavailable(error)) throw error;
    return undefined;
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
