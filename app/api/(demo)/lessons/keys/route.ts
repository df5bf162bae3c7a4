import { randomUUID } from "node:crypto";
import { z } from "zod";
import { experiment, lessonCookie, readLessonCookie } from "@/demo/lessons/experiment.ts";
import { changes, openWith, ringOf, sealWith } from "@/demo/lessons/key-rings.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { nodeName } from "@/lib/node/name.ts";

const asked = z.object({
  change: z.enum(changes),
  pass: z.enum(["1", "2"]),
  /** Names of nodes that this pass has reached. */
  updated: z.string().max(200),
});

/**
 * One request of a visitor, while a key is changed node by node. The node that answers opens the
 * visitor's cookie with the keys that it has at this step, and seals it again. If it can't, the
 * visitor is a stranger, who signs in again. No round trip of its own.
 */
export function POST(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const given = asked.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!given.success) return null;
    const { change, pass, updated } = given.data;
    const ring = ringOf(change, pass === "1" ? 1 : 2, updated.split(",").includes(nodeName()));
    const shown = readLessonCookie(request, change);
    const login = shown === undefined ? undefined : await openWith(ring, shown);
    const sealed = await sealWith(ring, { login: login ?? randomUUID() });
    return {
      body: { known: login !== undefined },
      cookies: [lessonCookie("keys", change, sealed)],
    };
  });
}

export const { OPTIONS, GET, PUT, PATCH, DELETE } = takesOnly("POST");
