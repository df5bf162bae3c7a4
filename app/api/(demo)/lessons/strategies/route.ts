import { randomUUID } from "node:crypto";
import { experiment, lessonCookie, readLessonCookie } from "@/demo/lessons/experiment.ts";
import { inMemory } from "@/demo/lessons/in-memory.ts";
import { beginLessonSession, lessonSessions } from "@/demo/lessons/lesson-sessions.ts";
import { seal, unseal } from "@/demo/lessons/seals.ts";
import { takesOnly } from "@/lib/auth/methods.ts";

const lesson = "strategies";

/** Asks three strategies at once whether they know this visitor. 1 round trip. */
export function GET(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const memory = readLessonCookie(request, "memory");
    const stateless = readLessonCookie(request, "stateless");
    return {
      body: {
        memory: memory !== undefined && inMemory().has(`login ${memory}`),
        stateless: stateless !== undefined && (await unseal<{ name: string }>(stateless)) !== undefined,
        redis: (await lessonSessions().read(await tokenOf(request))).status === "alive",
      },
    };
  });
}

/** Signs in with all three. */
export function POST(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const id = randomUUID();
    inMemory().set(`login ${id}`, { visits: 0 });
    return {
      body: {},
      cookies: [
        lessonCookie(lesson, "memory", id),
        lessonCookie(lesson, "stateless", await seal({ name: "A visitor of the lesson" })),
        lessonCookie(lesson, "redis", await seal({ token: await beginLessonSession() })),
      ],
    };
  });
}

/**
 * Ends all three where they are kept: in this node's memory and in Redis. A stateless session is
 * kept nowhere. The browser keeps its cookies, as a thief's copy would.
 */
export function DELETE(request: Request): Promise<Response> {
  return experiment(request, async () => {
    inMemory().delete(`login ${readLessonCookie(request, "memory")}`);
    await lessonSessions().revoke({ token: await tokenOf(request) });
    return { body: {} };
  });
}

async function tokenOf(request: Request): Promise<string> {
  const sealed = await unseal<{ token: string }>(readLessonCookie(request, "redis") ?? "");
  return sealed?.token ?? "";
}

export const { OPTIONS, PUT, PATCH } = takesOnly("GET", "POST", "DELETE");
