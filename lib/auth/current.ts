import { cookies, headers } from "next/headers";
import { cache } from "react";
import { isUnavailable } from "../session/index.ts";
import { cookieName, unsealToken } from "./iron.ts";
import { endReplaced } from "./replaced.ts";
import { type AppSession, sessions } from "./sessions.ts";

/** Who is asking. `unavailable` is not `anonymous`: Redis could not say, and the person stays signed in. */
export type Current =
  | { status: "anonymous" }
  | { status: "signed-in"; session: AppSession }
  | { status: "unavailable"; retryAfter: number };

/** Seconds that a request may take to arrive. With what nginx allows for the answer it stays below the policy's grace. */
const arrivesWithin = 30;

/**
 * Who is asking, found out once a page: 1 Redis round trip with a cookie that this site sealed, none without; 2 more at the first
 * request after a sign-in that replaced another session.
 */
export const current = cache(async (): Promise<Current> => {
  const token = await currentToken();
  if (!token) return { status: "anonymous" };
  // nginx says how long it had the request before a node got it. A body that comes in drops takes as long as its sender likes, and
  // a token that is shown so late would be taken for a copy.
  if (Number((await headers()).get("x-arrival-seconds") ?? 0) > arrivesWithin)
    return { status: "unavailable", retryAfter: 1 };
  try {
    const found = await sessions().read(token);
    if (found.status !== "alive") return { status: "anonymous" };
    // Somebody may hold a copy of it, so it proves nothing, and its owner may not have got the next one.
    if (found.superseded) return { status: "signed-in", session: unproven(found.session) };
    await endReplaced(found.session);
    return { status: "signed-in", session: found.session };
  } catch (error) {
    if (isUnavailable(error)) return { status: "unavailable", retryAfter: error.retryAfter };
    throw error;
  }
});

/** An update starts from what is in Redis, so this takes no proof away from the session itself. */
function unproven(session: AppSession): AppSession {
  const { provenAfter: _, ...data } = session.data;
  return { ...session, data };
}

/** The token in this request's cookie, if this site sealed it. No round trip. */
export async function currentToken(): Promise<string | undefined> {
  return unsealToken((await cookies()).get(cookieName())?.value);
}
