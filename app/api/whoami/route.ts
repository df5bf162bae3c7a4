import { current } from "@/lib/auth/current.ts";
import { unavailable } from "@/lib/auth/problem.ts";
import { publicSession } from "@/lib/auth/public-session.ts";
import { nodeName } from "@/lib/cluster/node.ts";

/** Which node answers, and who is asking. */
export async function GET(): Promise<Response> {
  const who = await current();
  if (who.status === "unavailable") return unavailable(who.retryAfter);
  const session = who.status === "signed-in" ? publicSession(who.session) : null;
  const body = JSON.stringify({ node: nodeName(), session });
  // With its length told, the answer is whole as soon as it is written: a node killed a moment later has broken nothing.
  const headers = {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    "cache-control": "no-store",
  };
  return new Response(body, { headers });
}
