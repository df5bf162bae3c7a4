import { answerUnavailable } from "@/lib/cluster/answers.ts";
import { isUnavailable } from "@/lib/session/index.ts";

/** What a page needs of a store, or that the store can't say; the answer's status then is 503. */
export async function orUnavailable<T>(
  ask: () => Promise<T>,
): Promise<{ status: "answered"; value: T } | { status: "unavailable"; retryAfter: number }> {
  try {
    return { status: "answered", value: await ask() };
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    answerUnavailable(error.retryAfter);
    return { status: "unavailable", retryAfter: error.retryAfter };
  }
}
