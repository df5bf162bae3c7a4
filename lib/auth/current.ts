/*
 * The person who asks: signed in, anonymous, or unavailable. An outage is never "anonymous", and it
 * leaves the cookie alone.
 */

import { cookies, headers } from "next/headers";
import { cache } from "react";
import { isUnavailable } from "../session/index.ts";
import { admits } from "./admission.ts";
import { isByItself } from "./by-itself.ts";
import { isHttps, sentSeal, unsealToken } from "./iron.ts";
import { type Unavailable, unavailableBy } from "./problem.ts";
import { endReplaced } from "./replaced.ts";
import { type AppSession, sessions } from "./sessions.ts";

/**
 * The person who asks. `unavailable` is not `anonymous`: Redis could not say, and the person stays
 * signed in.
 */
export type Current =
  | { status: "anonymous" }
  /**
   * `remaining`: milliseconds, by Redis's clock, until the session ends if the person makes no
   * request.
   */
  | { status: "signed-in"; session: AppSession; remaining: number }
  | Unavailable;

/**
 * Seconds that a request may take to arrive. This and the time that nginx allows for the answer
 * together stay below the policy's grace.
 */
const arrivesWithin = 30;

/**
 * Finds the person who asks, once per page: 1 Redis round trip with a cookie that this site sealed,
 * none without; 2 more at the first request after a sign-in that replaced another session. It
 * slides the session's idle end, unless the page says that it asks by itself (by-itself.ts).
 */
export const current = cache(async () => find(!isByItself(await headers(), await cookies(), isHttps())));

/**
 * The same for an event stream, which is never a person's request, whatever its headers say. The
 * idle end stays where it is.
 */
export const glance = (): Promise<Current> => find(false);

async function find(slide: boolean): Promise<Current> {
  const token = await currentToken();
  if (!token) return { status: "anonymous" };
  // nginx says how long it had the request before a node got it. A sender can take any time to send
  // a body slowly, and the store would take a token that arrives so late for a copy.
  if (Number((await headers()).get("x-arrival-seconds") ?? 0) > arrivesWithin)
    return { status: "unavailable", retryAfter: 1, reason: "overloaded" };
  try {
    const found = await sessions().read(token, { slide });
    if (found.status !== "alive" || !admits()(found.session)) return { status: "anonymous" };
    // Another person may hold a copy of a superseded token, so it proves nothing. Its owner may not
    // have received the next one.
    const { superseded, remaining } = found;
    if (superseded) return { status: "signed-in", session: unproven(found.session), remaining };
    await endReplaced(found.session);
    return { status: "signed-in", session: found.session, remaining };
  } catch (error) {
    if (isUnavailable(error)) return unavailableBy(error);
    throw error;
  }
}

/**
 * An update starts from the record in Redis, so this takes no proof away from the session itself.
 */
function unproven(session: AppSession): AppSession {
  const { provenAfter: _, ...data } = session.data;
  return { ...session, data };
}

/**
 * The token in the cookie that came with this request, if this site sealed it. No round trip.
 * Unlike `cookies()`, this ignores a cookie that the answer to this request sets. That answer may
 * be lost, and a cookie that the browser never had does not count as shown.
 */
export async function currentToken(): Promise<string | undefined> {
  return unsealToken(sentSeal((await headers()).get("cookie") ?? ""));
}
