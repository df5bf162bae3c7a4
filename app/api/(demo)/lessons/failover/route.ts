import { breakLimit } from "@/demo/break-limit.ts";
import { experiment } from "@/demo/lessons/experiment.ts";
import { askForScratch, scratchOf, scratchStep } from "@/demo/lessons/scratch.ts";
import { scratchSessions } from "@/demo/lessons/scratch-sessions.ts";
import { refusalToBreak } from "@/demo/mode.ts";
import { current } from "@/lib/auth/current.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { crossSite, problem, tooMany } from "@/lib/auth/problem.ts";
import { isSameOrigin } from "@/lib/auth/same-origin.ts";
import { addressOf } from "@/lib/auth/throttle/address.ts";

/** The state of the small Redis `?id`: starting, ready, lost, elected or none. 1 round trip. */
export function GET(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const id = new URL(request.url).searchParams.get("id") ?? "";
    const { status } = await scratchOf(id);
    // This opens the node's connections, so that no login waits for them.
    if (status === "ready") await scratchSessions().of(id);
    return { body: { status } };
  });
}

/**
 * Starts the small Redis, loses its primary, or throws it away. A person who may break the site may
 * start one, as often as that is allowed; the person who started one may do the rest. 1 round trip,
 * 1 more for the session.
 */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return crossSite();
  const refusal = refusalToBreak(await current());
  if (refusal) return refusal;
  const step = scratchStep.safeParse(await request.json().catch(() => undefined));
  if (!step.success) return problem(400, "Unknown step", "Expected a verb and an id.");
  if (step.data.verb === "begin") {
    const { wait, alone } = await breakLimit().count(addressOf(request.headers));
    if (wait > 0) return tooMany({ retryAfter: wait, alone });
  }
  const granted = await askForScratch(step.data);
  switch (granted.status) {
    case "no-runner":
      return problem(404, "No runner", "This site wasn't started by the stack runner. Do it by hand.");
    case "refused":
      return problem(409, "Not now", granted.why);
    case "granted":
      return Response.json({ status: "asked" }, { status: 202, headers: { "cache-control": "no-store" } });
  }
}

export const { OPTIONS, PUT, PATCH, DELETE } = takesOnly("GET", "POST");
