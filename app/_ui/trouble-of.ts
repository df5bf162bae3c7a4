import type { Unavailable } from "@/lib/auth/problem.ts";
import { answerUnavailable, answerWith } from "@/lib/node/request-context.ts";
import type { Trouble } from "./trouble.tsx";

/**
 * The message of a form after a throttled or unanswered try. The answer also gets the status and
 * the Retry-After.
 */
export function troubleOf(trouble: { status: "throttled"; retryAfter: number } | Unavailable): Trouble {
  const { status, retryAfter } = trouble;
  if (status === "throttled") answerWith(429, retryAfter);
  else answerUnavailable(trouble);
  return { kind: status, retryAfter };
}
