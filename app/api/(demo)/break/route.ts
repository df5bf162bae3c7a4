import { breakLimit } from "@/demo/break-limit.ts";
import { askRunner, wish } from "@/demo/control.ts";
import { refusalToBreak } from "@/demo/mode.ts";
import { current } from "@/lib/auth/current.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { crossSite, problem, tooMany } from "@/lib/auth/problem.ts";
import { isSameOrigin } from "@/lib/auth/same-origin.ts";
import { addressOf } from "@/lib/auth/throttle/address.ts";
import { live } from "@/lib/live/live.ts";

/**
 * Breaks or repairs a part of the stack through the runner's control. It answers 202 before that
 * happens; the event stream reports the outcome. For operators, and for everybody in demo mode. 1
 * round trip, 1 more for the session, and 1 durable one.
 */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers)) return crossSite();
  const who = await current();
  const refusal = refusalToBreak(who);
  if (refusal) return refusal;
  const { wait, alone } = await breakLimit().count(addressOf(request.headers));
  if (wait > 0) return tooMany({ retryAfter: wait, alone });
  const wanted = wish.safeParse(await request.json().catch(() => undefined));
  if (!wanted.success) return problem(400, "Unknown wish", "Expected a verb and a part.");
  const granted = await askRunner(wanted.data);
  switch (granted.status) {
    case "no-runner":
      return problem(404, "No runner", "This site wasn't started by the stack runner. Do it by hand.");
    case "refused":
      return problem(409, "Not now", granted.why);
    case "granted": {
      const by =
        who.status === "signed-in" && who.session.data.role === "operator" ? "An operator" : "A visitor";
      // Before the fault, if that's quick: the node can still tell a primary that is about to go.
      await Promise.race([
        live()
          .announce({ kind: "asked", ...wanted.data, by })
          .catch(() => {}),
        new Promise((resolve) => setTimeout(resolve, 200)),
      ]);
      return Response.json({ status: "asked" }, { status: 202, headers: { "cache-control": "no-store" } });
    }
  }
}

export const { OPTIONS, GET, PUT, PATCH, DELETE } = takesOnly("POST");
