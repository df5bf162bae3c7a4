import { crossSite, problem, tooMany, unavailable } from "../../lib/auth/problem.ts";
import { isSameOrigin } from "../../lib/auth/same-origin.ts";
import { addressOf } from "../../lib/auth/throttle/address.ts";
import { Limit } from "../../lib/auth/throttle/limit.ts";
import { env } from "../../lib/env.ts";
import { dataRedis } from "../../lib/node/data-redis.ts";
import { nodeName } from "../../lib/node/name.ts";
import { perProcess } from "../../lib/node/per-process.ts";
import { isUnavailable } from "../../lib/session/index.ts";

/**
 * An experiment has up to 50 requests. The limit is 24 experiments a minute on all nodes together,
 * as many as a class behind one router would make.
 */
const limit = (): Limit =>
  perProcess("lesson-limit", () => {
    const [secret = ""] = env().SESSION_PEPPERS;
    return new Limit(dataRedis(), { name: "lesson", points: 1200, duration: 60, secret, onAlone: () => {} });
  });

/**
 * The finding of an experiment; the function adds the name of the node that answered. `null`: the
 * request makes no sense.
 */
export type Finding = { body: Record<string, unknown>; cookies?: string[] } | null;

/**
 * One request of a lesson's experiment: from this site's pages only, and limited per address. 1
 * round trip beside the experiment's own.
 */
export async function experiment(
  request: Request,
  work: () => Promise<Finding | Response>,
): Promise<Response> {
  if (!isSameOrigin(request.headers)) return crossSite();
  try {
    const { wait, alone } = await limit().count(addressOf(request.headers));
    if (wait > 0) return tooMany({ retryAfter: wait, alone });
    const found = await work();
    if (found instanceof Response) return found;
    if (!found) return problem(400, "Unknown step", "This experiment has no such step.");
    const headers = new Headers({ "cache-control": "no-store" });
    for (const cookie of found.cookies ?? []) headers.append("set-cookie", cookie);
    return Response.json({ node: nodeName(), ...found.body }, { headers });
  } catch (error) {
    if (isUnavailable(error)) return unavailable(error);
    throw error;
  }
}

/**
 * A cookie of an experiment: it reaches that experiment's route only, and ends after 10 minutes.
 */
export function lessonCookie(lesson: string, name: string, value: string): string {
  return `lesson-${name}=${encodeURIComponent(value)}; Path=/api/lessons/${lesson}; Max-Age=600; HttpOnly; SameSite=Strict`;
}

/**
 * The value of such a cookie in a request; undefined also for one that {@link
 * lessonCookie} can't have written.
 */
export function readLessonCookie(request: Request, name: string): string | undefined {
  const found = new RegExp(`(?:^|; )lesson-${name}=([^;]*)`).exec(request.headers.get("cookie") ?? "");
  try {
    return found?.[1] === undefined ? undefined : decodeURIComponent(found[1]);
  } catch {
    return undefined;
  }
}

/** The experiment's name for its visitor. The page makes it up, so that two visitors never meet. */
export const isVisitor = (text: string | null): text is string => /^[0-9a-f-]{36}$/.test(text ?? "");
