import { current } from "@/lib/auth/current.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { unavailable } from "@/lib/auth/problem.ts";
import { publicSession } from "@/lib/auth/public-session.ts";
import { nodeName } from "@/lib/node/name.ts";

/**
 * The name of the node that answers, and the person who asks. `endsIn`: milliseconds until the
 * session ends if nobody uses it.
 */
export async function GET(): Promise<Response> {
  const who = await current();
  if (who.status === "unavailable") return unavailable(who);
  const session =
    who.status === "signed-in" ? { ...publicSession(who.session), endsIn: who.remaining } : null;
  return Response.json({ node: nodeName(), session }, { headers: { "cache-control": "no-store" } });
}

export const { OPTIONS, POST, PUT, PATCH, DELETE } = takesOnly("GET");
