import { env } from "../../lib/env.ts";
import { nodeName } from "../../lib/node/name.ts";
import { appPrefix } from "../../lib/prefix.ts";
import { RedisSessions } from "../../lib/session/index.ts";
import type { LessonData } from "./lesson-sessions.ts";

/** Port 1 has been reserved since 1978; nothing listens on it. */
const nowhere = "redis://127.0.0.1:1";
/** Milliseconds. The site's own nodes wait longer, since an election takes seconds. */
const deadlines = { read: 300, write: 300 };

/**
 * Asks the very store of the logins for the session of this token while the store can't reach its
 * Redis, whose address is wrong here.
 * @throws {RedisUnavailable} always, after 0.3 s.
 */
export async function readUnreachable(token: string) {
  const { SESSION_PEPPERS, SESSION_ENVELOPE_KEYS } = env();
  const store = new RedisSessions<LessonData>({
    url: nowhere,
    peppers: SESSION_PEPPERS,
    envelopeKeys: SESSION_ENVELOPE_KEYS,
    policy: { idle: 300, absolute: 600, cap: 3 },
    label: `${nodeName()}-unreachable`,
    prefix: appPrefix,
    announcements: false,
    deadlines,
  });
  try {
    return await store.read(token);
  } finally {
    await store.close();
  }
}
