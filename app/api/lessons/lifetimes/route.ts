import { takesOnly } from "@/lib/auth/methods.ts";
import { experiment, lessonCookie, readLessonCookie } from "@/lib/lessons/experiment.ts";
import { beginLessonSession, lessonSessions } from "@/lib/lessons/lesson-sessions.ts";
import { seal, unseal } from "@/lib/lessons/seals.ts";

/** Begins two sessions of the same policy: one will be used, one won't. */
export function POST(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const [used, unused] = await Promise.all([beginLessonSession("short"), beginLessonSession("short")]);
    return { body: {}, cookies: [lessonCookie("lifetimes", "lifetimes", await seal({ used, unused }))] };
  });
}

/** Uses one of them, `?which=used|unused`: does it live? 1 round trip. */
export function GET(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const which = new URL(request.url).searchParams.get("which");
    const tokens = await unseal<Record<string, string>>(readLessonCookie(request, "lifetimes") ?? "");
    if (!tokens || (which !== "used" && which !== "unused")) return null;
    const found = await lessonSessions("short").read(tokens[which] ?? "");
    return { body: { alive: found.status === "alive" } };
  });
}

export const { OPTIONS, PUT, PATCH, DELETE } = takesOnly("GET", "POST");
