import { experiment, lessonCookie, readLessonCookie } from "@/demo/lessons/experiment.ts";
import { beginLessonSession, lessonSessions } from "@/demo/lessons/lesson-sessions.ts";
import { type Habit, habits, tell } from "@/demo/lessons/outage.ts";
import { seal, unseal } from "@/demo/lessons/seals.ts";
import { takesOnly } from "@/lib/auth/methods.ts";

/** The person's login, and an ended one whose cookie somebody has copied. */
interface Tokens {
  [name: string]: string;
  own: string;
  ended: string;
}

/** Signs in twice for each habit, and ends one of the two logins. 3 durable round trips each. */
export function PUT(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const cookies = habits.map(async (habit) => {
      const [own, ended] = await Promise.all([beginLessonSession(), beginLessonSession()]);
      await lessonSessions().revoke({ token: ended });
      return cookieOf(habit, { own, ended });
    });
    return { body: {}, cookies: await Promise.all(cookies) };
  });
}

/**
 * The logins that each habit accepts, with Redis `there` or `away` (`?redis`). A site that takes an
 * outage for "no session" deletes the cookie, as it does for a session that has ended. 2 round
 * trips each, or 0.3 s.
 */
export function GET(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const redis = new URL(request.url).searchParams.get("redis");
    if (redis !== "there" && redis !== "away") return null;
    const cookies: string[] = [];
    const told = habits.map(async (habit) => {
      const tokens = await unseal<Partial<Tokens>>(readLessonCookie(request, habit) ?? "");
      const [own, ended] = await Promise.all(
        [tokens?.own, tokens?.ended].map((token) =>
          token ? tell(habit, token, redis === "away") : ("out" as const),
        ),
      );
      if (own === "out" && tokens?.ended) cookies.push(await cookieOf(habit, { ended: tokens.ended }));
      return [habit, { own, ended }] as const;
    });
    return { body: Object.fromEntries(await Promise.all(told)), cookies };
  });
}

const cookieOf = async (habit: Habit, tokens: Partial<Tokens>) =>
  lessonCookie("outage", habit, await seal(tokens));

export const { OPTIONS, POST, PATCH, DELETE } = takesOnly("GET", "PUT");
