import { randomUUID } from "node:crypto";
import { z } from "zod";
import { experiment } from "@/demo/lessons/experiment.ts";
import type { LessonData } from "@/demo/lessons/lesson-sessions.ts";
import { holders, scratchSessions } from "@/demo/lessons/scratch-sessions.ts";
import { seal, unseal } from "@/demo/lessons/seals.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { isUnavailable, type SessionStore } from "@/lib/session/index.ts";

/** People who sign in at the same moment. */
const together = 4;

const wanted = z.object({ id: z.uuid(), holder: z.enum(holders) });
const shown = z.object({ id: z.uuid(), cookies: z.array(z.string().max(1000)).max(together) });

/**
 * Some people sign in. A login that couldn't be made durable has no cookie: the site would answer
 * it with 503. 1 round trip each.
 */
export function POST(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const asked = wanted.safeParse(await request.json().catch(() => undefined));
    if (!asked.success) return null;
    const stores = await scratchSessions().of(asked.data.id);
    if (!stores) return null;
    const store = stores[asked.data.holder];
    return { body: { logins: await Promise.all(Array.from({ length: together }, () => signIn(store))) } };
  });
}

/**
 * People come back with their cookies, and the site's own store says which it knows. 1 round trip
 * each.
 */
export function PUT(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const asked = shown.safeParse(await request.json().catch(() => undefined));
    if (!asked.success) return null;
    const stores = await scratchSessions().of(asked.data.id);
    if (!stores) return null;
    const known = asked.data.cookies.map(async (cookie) => {
      const sealed = await unseal<{ token: string }>(cookie);
      return (await stores.replicas.read(sealed?.token ?? "")).status === "alive";
    });
    return { body: { known: await Promise.all(known) } };
  });
}

async function signIn(store: SessionStore<LessonData>): Promise<{ cookie: string | null; ms: number }> {
  const begun = performance.now();
  const taken = () => Math.round(performance.now() - begun);
  try {
    const { token } = await store.create({
      user: `lesson ${randomUUID()}`,
      data: { counter: 0, name: "A visitor of the lesson" },
    });
    return { ms: taken(), cookie: await seal({ token }) };
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return { ms: taken(), cookie: null };
  }
}

export const { OPTIONS, GET, PATCH, DELETE } = takesOnly("POST", "PUT");
