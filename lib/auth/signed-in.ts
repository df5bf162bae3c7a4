import { isUnavailable } from "../session/index.ts";
import { current } from "./current.ts";
import { crossSite, signedOut, unavailable } from "./problem.ts";
import { isSameOrigin } from "./same-origin.ts";
import type { AppSession } from "./sessions.ts";

/**
 * Answers a request of a signed-in person: 401 for nobody, 503 where the store can't say or can't make a write durable.
 * `answer` gets the session that was read, 1 Redis round trip.
 */
export async function whenSignedIn(answer: (session: AppSession) => Promise<Response>): Promise<Response> {
  const who = await current();
  if (who.status === "unavailable") return unavailable(who.retryAfter);
  if (who.status === "anonymous") return signedOut();
  try {
    return await answer(who.session);
  } catch (error) {
    if (isUnavailable(error)) return unavailable(error.retryAfter);
    throw error;
  }
}

/** The same for a request that changes something: 403 if a page of another site sent it. */
export async function whenOwnChange(
  request: Request,
  answer: (session: AppSession) => Promise<Response>,
): Promise<Response> {
  return isSameOrigin(request.headers) ? whenSignedIn(answer) : crossSite();
}
