import { answerWith } from "@/lib/cluster/answers.ts";
import type { Trouble } from "./trouble.tsx";

/** What a form says of a throttled or unanswered try; the answer gets the status and the Retry-After as well. */
export function troubleOf({
  status,
  retryAfter,
}: {
  status: "throttled" | "unavailable";
  retryAfter: number;
}): Trouble {
  answerWith(status === "throttled" ? 429 : 503, retryAfter);
  return { kind: status, retryAfter };
}
