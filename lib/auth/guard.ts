import { redirect } from "next/navigation";
import { answerWith } from "../cluster/answers.ts";
import { isUnavailable } from "../session/index.ts";
import type { Role } from "../users/user.ts";
import { current } from "./current.ts";
import { crossSite, forbidden, signedOut, unavailable } from "./problem.ts";
import { isSameOrigin } from "./same-origin.ts";
import type { AppSession } from "./sessions.ts";

/** Whether who is asking may. `anonymous` is no `forbidden`: signing in helps the one and not the other. */
export type Entry =
  | { status: "allowed"; session: AppSession }
  | { status: "anonymous" }
  | { status: "forbidden" }
  | { status: "unavailable"; retryAfter: number };

/** The one place that decides who may. Pages, actions and routes each tell it in their own way, below. 1 round trip. */
export async function entry(role: Role = "user"): Promise<Entry> {
  const who = await current();
  if (who.status !== "signed-in") return who;
  const { session } = who;
  // An operator may do all that a user may.
  return role === "user" || session.data.role === role
    ? { status: "allowed", session }
    : { status: "forbidden" };
}

/**
 * For pages: nobody goes to the sign-in and comes back to `path` afterwards; the answer is 403 or 503 for the others, and the page
 * shows why. Must be awaited before the page's first output.
 */
export async function enterPage(path: string, role?: Role): Promise<Exclude<Entry, { status: "anonymous" }>> {
  const asked = await entry(role);
  if (asked.status === "anonymous") redirect(signInPath(path));
  if (asked.status === "forbidden") answerWith(403);
  if (asked.status === "unavailable") answerWith(503, asked.retryAfter);
  return asked;
}

/** For server actions: nobody goes to the sign-in and comes back to `path`, where the form is. */
export async function enterAction(
  path: string,
  role?: Role,
): Promise<Exclude<Entry, { status: "anonymous" }>> {
  const asked = await entry(role);
  if (asked.status === "anonymous") redirect(signInPath(path));
  return asked;
}

/**
 * For routes: 401 for nobody, 403 for who may not, 503 where the store can't say or can't make a write durable.
 * @param answer Gets the session that was read.
 */
export async function whenSignedIn(
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
      return unavailable(asked.retryAfter);
    case "allowed":
      try {
        return await answer(asked.session);
      } catch (error) {
        if (isUnavailable(error)) return unavailable(error.retryAfter);
        throw error;
      }
  }
}

/** The same for a request that changes something: 403 if a page of another site sent it. */
export async function whenOwnChange(
  request: Request,
  answer: (session: AppSession) => Promise<Response>,
  role: Role = "user",
): Promise<Response> {
  return isSameOrigin(request.headers) ? whenSignedIn(answer, role) : crossSite();
}

const signInPath = (path: string) => `/login?next=${encodeURIComponent(path)}`;
