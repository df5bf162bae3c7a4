import { experiment, isVisitor, lessonCookie, readLessonCookie } from "@/demo/lessons/experiment.ts";
import { inMemory } from "@/demo/lessons/in-memory.ts";
import { beginLessonSession, lessonSessions } from "@/demo/lessons/lesson-sessions.ts";
import { seal, unseal } from "@/demo/lessons/seals.ts";
import { takesOnly } from "@/lib/auth/methods.ts";

/** Begins a session in Redis, beside the memory of a node. 1 durable round trip. */
export function POST(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const sealed = await seal({ token: await beginLessonSession() });
    return { body: {}, cookies: [lessonCookie("sticky", "sticky", sealed)] };
  });
}

/**
 * Counts a visitor's visits in this node's memory and in the session. nginx pins `?visitor` to a
 * node on this path alone. 1 round trip, and 1 durable one.
 */
export function GET(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const visitor = new URL(request.url).searchParams.get("visitor");
    const sealed = await unseal<{ token: string }>(readLessonCookie(request, "sticky") ?? "");
    if (!isVisitor(visitor) || !sealed) return null;
    const known = inMemory().get(`sticky ${visitor}`) ?? { visits: 0 };
    known.visits += 1;
    inMemory().set(`sticky ${visitor}`, known);
    const sessions = lessonSessions();
    const found = await sessions.read(sealed.token);
    const changed =
      found.status === "alive"
        ? await sessions.update(found.session, (data) => ({ ...data, counter: data.counter + 1 }))
        : found;
    const stored = changed.status === "updated" ? changed.session.data.counter : 0;
    return { body: { visits: known.visits, stored } };
  });
}

export const { OPTIONS, PUT, PATCH, DELETE } = takesOnly("GET", "POST");
