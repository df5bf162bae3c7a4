import { setTimeout as pause } from "node:timers/promises";
import { experiment, isVisitor, lessonCookie, readLessonCookie } from "@/demo/lessons/experiment.ts";
import { beginLessonSession, lessonSessions } from "@/demo/lessons/lesson-sessions.ts";
import { seal, unseal } from "@/demo/lessons/seals.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { dataRedis } from "@/lib/node/data-redis.ts";
import { appPrefix } from "@/lib/prefix.ts";

/** Milliseconds that the slow request works: enough to sign out in the meantime. */
const worksFor = 1200;
const answerWithin = 2000;

/** Signs in, in both ways. */
export function PUT(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const key = keyOf(request);
    if (!key) return null;
    const redis = dataRedis();
    const session = JSON.stringify({ user: "a visitor of the lesson", page: 0 });
    await redis.run(() => redis.client.set(key, session, "EX", 120), answerWithin);
    return {
      body: {},
      cookies: [lessonCookie("logout", "logout", await seal({ token: await beginLessonSession() }))],
    };
  });
}

/** The slow request: reads both sessions, works, and saves both with its change. */
export function POST(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const key = keyOf(request);
    if (!key) return null;
    const redis = dataRedis();
    const whole = await redis.run(() => redis.client.get(key), answerWithin);
    const compared = await lessonSessions().read(await tokenOf(request));
    await pause(worksFor);
    if (whole) {
      const changed = JSON.stringify({ ...JSON.parse(whole), page: 1 });
      await redis.run(() => redis.client.set(key, changed, "EX", 120), answerWithin);
    }
    const saved =
      compared.status === "alive"
        ? await lessonSessions().update(compared.session, (data) => ({ ...data, counter: 1 }))
        : compared;
    return { body: { began: whole !== null && compared.status === "alive", saved: saved.status } };
  });
}

/** Signs out, in both ways. */
export function DELETE(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const key = keyOf(request);
    if (!key) return null;
    const redis = dataRedis();
    await redis.run(() => redis.client.del(key), answerWithin);
    await lessonSessions().revoke({ token: await tokenOf(request) });
    return { body: {} };
  });
}

/** Says in which way the person is signed in now. */
export function GET(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const key = keyOf(request);
    if (!key) return null;
    const redis = dataRedis();
    return {
      body: {
        whole: (await redis.run(() => redis.client.get(key), answerWithin)) !== null,
        compared: (await lessonSessions().read(await tokenOf(request))).status === "alive",
      },
    };
  });
}

function keyOf(request: Request): string | undefined {
  const visitor = new URL(request.url).searchParams.get("visitor");
  return isVisitor(visitor) ? `${appPrefix}:lesson:{${visitor}}:session` : undefined;
}

async function tokenOf(request: Request): Promise<string> {
  return (await unseal<{ token: string }>(readLessonCookie(request, "logout") ?? ""))?.token ?? "";
}

export const { OPTIONS, PATCH } = takesOnly("GET", "POST", "PUT", "DELETE");
