import { afterAll, expect, inject, it, vi } from "vitest";
import { beginLessonSession, lessonSessions } from "./lesson-sessions.ts";
import { habits, tell } from "./outage.ts";

for (const name of ["SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS"])
  vi.stubEnv(name, "k".repeat(44));
vi.stubEnv("NODE_NAME", "app-a");
vi.stubEnv("REDIS_URL", inject("redisUrls").sentinel);

afterAll(() => lessonSessions().close());

it("each habit tells the truth while Redis is there, and what it makes of silence while it is away", async () => {
  const [own, ended] = await Promise.all([beginLessonSession(), beginLessonSession()]);
  await lessonSessions().revoke({ token: ended });
  const told = (token: string, isAway: boolean) =>
    Promise.all(habits.map((habit) => tell(habit, token, isAway)));
  expect(await told(own, false)).toEqual(["in", "in", "in"]);
  expect(await told(ended, false)).toEqual(["out", "out", "out"]);
  expect(await told(own, true)).toEqual(["503", "out", "in"]);
  expect(await told(ended, true)).toEqual(["503", "out", "in"]);
});
