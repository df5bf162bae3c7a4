import { setTimeout as pause } from "node:timers/promises";
import { experiment, isVisitor, lessonCookie, readLessonCookie } from "@/demo/lessons/experiment.ts";
import { beginLessonSession, lessonSessions } from "@/demo/lessons/lesson-sessions.ts";
import { seal, unseal } from "@/demo/lessons/seals.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { dataRedis } from "@/lib/node/data-redis.ts";
import { appPrefix } from "@/lib/prefix.ts";

/**
 * Milliseconds that a request works between reading its session and saving it: as long as one query
 * to a database.
 */
const worksFor = 20;
const answerWithin = 2000;

/** Begins both counters at 0. */
export function PUT(request: Request): Promise<Response> {
  return experiment(request, async () => ({
    body: {},
    cookies: [lessonCookie("counter", "counter", await seal({ token: await beginLessonSession() }))],
  }));
}

/**
 * One press. `?way=whole`: reads the session, works, and saves it whole, as session middleware
 * does. `?way=compared`: as this site's store does. 2 round trips; 2 or more with durable ones.
 */
export function POST(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const { searchParams } = new URL(request.url);
    const visitor = searchParams.get("visitor");
    if (!isVisitor(visitor)) return null;
    switch (searchParams.get("way")) {
      case "whole": {
        const key = keyOf(visitor);
        const redis = dataRedis();
        const before = Number(await redis.run(() => redis.client.get(key), answerWithin));
        await pause(worksFor);
        await redis.run(() => redis.client.set(key, before + 1, "EX", 120), answerWithin);
        return { body: {} };
      }
      case "compared": {
        const sealed = await unseal<{ token: string }>(readLessonCookie(request, "counter") ?? "");
        const found = await lessonSessions().read(sealed?.token ?? "");
        if (found.status === "none") return null;
        await pause(worksFor);
        await lessonSessions().update(found.session, (data) => ({ ...data, counter: data.counter + 1 }));
        return { body: {} };
      }
      default:
        return null;
    }
  });
}

/** The values of both counters. 2 round trips. */
export function GET(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const visitor = new URL(request.url).searchParams.get("visitor");
    if (!isVisitor(visitor)) return null;
    const redis = dataRedis();
    const sealed = await unseal<{ token: string }>(readLessonCookie(request, "counter") ?? "");
    const found = await lessonSessions().read(sealed?.token ?? "");
    return {
      body: {
        whole: Number(await redis.run(() => redis.client.get(keyOf(visitor)), answerWithin)),
        compared: found.status === "alive" ? found.session.data.counter : null,
      },
    };
  });
}

const keyOf = (visitor: string) => `${appPrefix}:lesson:{${visitor}}:counter`;

export const { OPTIONS, PATCH, DELETE } = takesOnly("GET", "POST", "PUT");
