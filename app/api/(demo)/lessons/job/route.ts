import { experiment, isVisitor } from "@/demo/lessons/experiment.ts";
import { beginTimers, jobDone } from "@/demo/lessons/lesson-job.ts";
import { takesOnly } from "@/lib/auth/methods.ts";

const visitorOf = (request: Request) => new URL(request.url).searchParams.get("visitor");

/** Starts the experiment's timers on the node that answers, unless too many run there. */
export function POST(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const visitor = visitorOf(request);
    if (!isVisitor(visitor)) return null;
    return { body: { begun: beginTimers(visitor) } };
  });
}

/** The work of all nodes' timers so far: 2 round trips. */
export function GET(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const visitor = visitorOf(request);
    return isVisitor(visitor) ? { body: { ...(await jobDone(visitor)) } } : null;
  });
}

export const { OPTIONS, PUT, PATCH, DELETE } = takesOnly("GET", "POST");
