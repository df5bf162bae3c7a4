import { experiment, lessonCookie, readLessonCookie } from "@/demo/lessons/experiment.ts";
import { beginLessonSession, lessonSessions } from "@/demo/lessons/lesson-sessions.ts";
import { seal, unseal } from "@/demo/lessons/seals.ts";
import { takesOnly } from "@/lib/auth/methods.ts";

/** Sessions that are left alone, each for a different time: a look would be a use. */
const unused = 6;

/**
 * Begins sessions of the same policy: the experiment will use one, and leave the others alone.
 * 1 durable round trip each.
 */
export function POST(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const tokens = await Promise.all(Array.from({ length: unused + 1 }, () => beginLessonSession("short")));
    return { body: {}, cookies: [lessonCookie("lifetimes", "lifetimes", await seal(tokens))] };
  });
}

/**
 * Uses one of them and says whether it lives: `?which=0` is the one that is used, `1` to `6` are
 * the others. 1 round trip.
 */
export function GET(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const which = new URL(request.url).searchParams.get("which") ?? "";
    const tokens = await unseal<Record<string, string>>(readLessonCookie(request, "lifetimes") ?? "");
    const token = /^[0-6]$/.test(which) ? tokens?.[which] : undefined;
    if (!token) return null;
    const found = await lessonSessions("short").read(token);
    return { body: { alive: found.status === "alive" } };
  });
}

export const { OPTIONS, PUT, PATCH, DELETE } = takesOnly("GET", "POST");
