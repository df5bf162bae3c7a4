import { z } from "zod";
import { experiment, lessonCookie, readLessonCookie } from "@/demo/lessons/experiment.ts";
import { beginLessonSession, lessonSessions } from "@/demo/lessons/lesson-sessions.ts";
import { seal, unseal } from "@/demo/lessons/seals.ts";
import { buildOf, nameBy, savedBy, ways } from "@/demo/lessons/two-builds.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { nodeName } from "@/lib/node/name.ts";

const asked = z.object({
  way: z.enum(ways),
  deploy: z.coerce.number().int().min(0).max(9),
  /** Names of nodes that this deploy has reached. */
  updated: z.string().max(200),
});

/** Begins the visitor's session. 1 round trip. */
export function PUT(request: Request): Promise<Response> {
  return experiment(request, async () => ({
    body: {},
    cookies: [lessonCookie("builds", "builds", await seal({ token: await beginLessonSession() }))],
  }));
}

/**
 * One visit during a deploy. The node that answers looks for the visitor's name as its current
 * build does, and saves the session as that build does. 2 round trips.
 */
export function POST(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const given = asked.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!given.success) return null;
    const { way, deploy, updated } = given.data;
    const build = buildOf(way, deploy, updated.split(",").includes(nodeName()));
    const sealed = await unseal<{ token: string }>(readLessonCookie(request, "builds") ?? "");
    const found = await lessonSessions().read(sealed?.token ?? "");
    if (!build || found.status === "none") return null;
    const name = nameBy(build, found.session.data);
    await lessonSessions().update(found.session, ({ counter }) => ({
      counter,
      ...savedBy(build, name ?? "the visitor, asked again"),
    }));
    return { body: { build: build.called, known: name !== undefined } };
  });
}

export const { OPTIONS, GET, PATCH, DELETE } = takesOnly("POST", "PUT");
