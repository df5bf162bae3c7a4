/*
 * Who is asking: signed in, anonymous, or unavailable. An outage is never "anonymous", and
 * the cookie is left alone.
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
 * Who is asking. `unavailable` is not `anonymous`: Redis could not say, and
 * the person stays signed in.
 */
export type Current =
  | { status: "anonymous" }
  /**
   * `remaining`: milliseconds until the session ends if nobody asks for anything, by Redis's clock.
   */
  | { status: "signed-in"; session: AppSession; remaining: number }
  | Unavailable;

/**
 * Seconds that a request may take to arrive. With what nginx allows for the answer it stays
 * below the policy's grace.
 */
const arrivesWithin = 30;

/**
 * Who is asking, found out once a page: 1 Redis round trip with a cookie that this site sealed,
 * none without; 2 more at the first request after a sign-in that replaced another session. Slides
 * the session's idle end, unless the page says that it asks by itself (by-itself.ts).
 */
export const current = cache(async () => find(!isByItself(await headers(), await cookies(), isHttps())));

/**
 * The same for what is never a person's request, whatever it says: an event stream. The
 * idle end stays where it is.
 */
export const glance = (): Promise<Current> => find(false);

async function find(slide: boolean): Promise<Current> {
  const token = await currentToken();
  if (!token) return { status: "anonymous" };
  // nginx says how long it had the request before a node got it. A body that comes in drops takes
  // as long as its sender likes, and a token that is shown so late would be taken for a copy.
  if (Number((await headers()).get("x-arrival-seconds") ?? 0) > arrivesWithin)
    return { status: "unavailable", retryAfter: 1, reason: "overloaded" };
  try {
    const found = await sessions().read(token, { slide });
    if (found.status !== "alive" || !admits()(found.session)) return { status: "anonymous" };
    // Somebody may hold a copy of it, so it proves nothing, and its owner may
    // not have got the next one.
    const { superseded, remaining } = found;
    if (superseded) return { status: "signed-in", session: unproven(found.session), remaining };
    await endReplaced(found.session);
    return { status: "signed-in", session: found.session, remaining };
  } catch (error) {
    if (isUnavailable(error)) return unavailableBy(error);
    throw error;
  }
}

/** An update starts from what is in Redis, so this takes no proof away from the session itself. */
function unproven(session: AppSession): AppSession {
  const { provenAfter: _, ...data } = session.data;
  return { ...session, data };
}

/**
 * The token in the cookie that came with this request, if this site sealed it. No round trip. A
 * cookie that this very request was given is not looked at, as `cookies()` would: its answer may be
 * lost, and what the browser never had counts for nothing shown.
 */
export async function currentToken(): Promise<string | undefined> {
  return unsealToken(sentSeal((await headers()).get("cookie") ?? ""));
}
