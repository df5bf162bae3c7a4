import type { Unavailable } from "@/lib/auth/problem.ts";
import { answerUnavailable, answerWith } from "@/lib/node/request-context.ts";
import type { Trouble } from "./trouble.tsx";

/**
 * What a form says of a throttled or unanswered try; the answer gets the status
 * and the Retry-After as well.
 */
export function troubleOf(trouble: { status: "throttled"; retryAfter: number } | Unavailable): Trouble {
  const { status, retryAfter } = trouble;
  if (status === "throttled") answerWith(429, retryAfter);
  else answerUnavailable(trouble);
  return { kind: status, retryAfter };
}
