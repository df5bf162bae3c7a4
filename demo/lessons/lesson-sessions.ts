import { randomUUID } from "node:crypto";
import { env } from "../../lib/env.ts";
import { drain } from "../../lib/node/drain.ts";
import { nodeName } from "../../lib/node/name.ts";
import { perProcess } from "../../lib/node/per-process.ts";
import { appPrefix } from "../../lib/prefix.ts";
import { RedisSessions } from "../../lib/session/index.ts";
import type { Named } from "./two-builds.ts";

export interface LessonData extends Named {
  counter: number;
}

/** Seconds. Long enough to watch, short enough to wait for. */
export const lessonPolicy = { idle: 4, absolute: 10 };
const others = { idle: 300, absolute: 600 };

const stores = { short: lessonPolicy, ordinary: others };

/**
 * The very store of the logins, for sessions that belong to no person. An experiment's user exists
 * nowhere else, and another key than a login's seals its token, so none of it lets anybody in. The
 * sessions end by themselves after minutes.
 */
export function lessonSessions(kind: keyof typeof stores = "ordinary"): RedisSessions<LessonData> {
  return perProcess(`lesson-sessions-${kind}`, () => {
    const { REDIS_URL, SESSION_PEPPERS, SESSION_ENVELOPE_KEYS } = env();
    const store = new RedisSessions<LessonData>({
      url: REDIS_URL,
      peppers: SESSION_PEPPERS,
      envelopeKeys: SESSION_ENVELOPE_KEYS,
      policy: { ...stores[kind], cap: 3 },
      label: `${nodeName()}-lesson`,
      prefix: appPrefix,
      // No page waits for the end of such a session, and none needs to stay ended after an
      // election. Leaving announcements out saves 2 connections.
      announcements: false,
    });
    drain().onClose(() => store.close());
    return store;
  });
}

/** Begins a session of no person. @returns Its token, for a sealed cookie only. */
export async function beginLessonSession(kind: keyof typeof stores = "ordinary"): Promise<string> {
  const { token } = await lessonSessions(kind).create({
    user: `lesson ${randomUUID()}`,
    data: { counter: 0, name: "A visitor of the lesson" },
  });
  return token;
}
