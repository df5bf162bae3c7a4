/*
 * The one place that decides about access: allowed, anonymous (401 or the sign-in), forbidden
 * (403), or unavailable (503).
 */

import { redirect } from "next/navigation";
import { answerUnavailable, answerWith } from "../node/request-context.ts";
import { isUnavailable } from "../session/index.ts";
import { type Role, rolesOf } from "../users/user.ts";
import { current } from "./current.ts";
import type { Unavailable } from "./problem.ts";
import { crossSite, forbidden, signedOut, unavailable } from "./problem.ts";
import { isSameOrigin } from "./same-origin.ts";
import type { AppSession } from "./sessions.ts";

/**
 * Whether the person who asks may have access. `anonymous` is not `forbidden`: a sign-in helps in
 * the first case only.
 */
export type Entry =
  | { status: "allowed"; session: AppSession }
  | { status: "anonymous" }
  | { status: "forbidden" }
  | Unavailable;

/**
 * The one place that decides whether a request is allowed. Pages, actions and routes each answer in
 * their own way, below. 1 round trip.
 */
export async function entry(role: Role = "user"): Promise<Entry> {
  const who = await current();
  if (who.status !== "signed-in") return who;
  const { session } = who;
  return rolesOf(session.data.role).includes(role) ? { status: "allowed", session } : { status: "forbidden" };
}

/**
 * For pages: sends a visitor without a session to the sign-in, which leads back to `path`
 * afterwards. The answer is 403 if the session may not see the page, and 503 if the store can't
 * say. The page shows why. Await it before the page's first output.
 */
export async function requirePage(
  path: string,
  role?: Role,
): Promise<Exclude<Entry, { status: "anonymous" }>> {
  const asked = await entry(role);
  if (asked.status === "anonymous") redirect(signInPath(path));
  if (asked.status === "forbidden") answerWith(403);
  if (asked.status === "unavailable") answerUnavailable(asked);
  return asked;
}

/**
 * For server actions: sends a visitor without a session to the sign-in, which leads back to `path`,
 * the page with the form.
 */
export async function requireAction(
  path: string,
  role?: Role,
): Promise<Exclude<Entry, { status: "anonymous" }>> {
  const asked = await entry(role);
  if (asked.status === "anonymous") redirect(signInPath(path));
  return asked;
}

/**
 * For routes: 401 without a session, 403 if the session's role is not permitted, 503 if the store
 * can't say or can't make a write durable.
 * @param answer Gets the session that was read.
 */
export async function withSession(
  answer: (session: AppSession) => Promise<Response>,
  role: Role = "user",
): Promise<Response> {
  const asked = await entry(role);
  switch (asked.status) {
    case "anonymous":
      return signedOut();
    case "forbidden":
      return forbidden();
    case "unavailable":
      return unavailable(asked);
    case "allowed":
      try {
        return await answer(asked.session);
      } catch (error) {
        if (isUnavailable(error)) return unavailable(error);
        throw error;
      }
  }
}

/** The same for a request that changes something: 403 if a page of another site sent it. */
export async function withSameOriginSession(
  request: Request,
  answer: (session: AppSession) => Promise<Response>,
  role: Role = "user",
): Promise<Response> {
  return isSameOrigin(request.headers) ? withSession(answer, role) : crossSite();
}

const signInPath = (path: string) => `/login?next=${encodeURIComponent(path)}`;
