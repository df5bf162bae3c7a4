import { currentToken, glance } from "@/lib/auth/current.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { tooManyStreams } from "@/lib/auth/problem.ts";
import { sessions } from "@/lib/auth/sessions.ts";
import { eventStream, isFull } from "@/lib/node/event-stream.ts";
import { nodeName } from "@/lib/node/name.ts";

export const dynamic = "force-dynamic";

/**
 * Sends `ended` when the session of this browser is over, beside the events that every stream has.
 * It says `revoked` if this route saw some node revoke the session; otherwise the session was over
 * before. 1 Redis round trip with a cookie that this site sealed. No person causes a stream, so it
 * doesn't prolong the session.
 */
export async function GET(request: Request): Promise<Response> {
  if (isFull()) return tooManyStreams();
  const sealed = (await currentToken()) !== undefined;
  const who = await glance();
  return eventStream(request, who.status === "unavailable" ? 2000 : 500, ({ send, close }) => {
    const ended = (revoked: boolean) => {
      send("ended", { node: nodeName(), revoked });
      close();
    };
    // Redis can't say whose stream this is. The browser asks again, and by then Redis may answer.
    if (who.status === "unavailable") close();
    if (who.status === "anonymous" && sealed) ended(false);
    if (who.status !== "signed-in") return undefined;
    // After a break in the announcements the browser also asks again, and that looks the session
    // up.
    return sessions().watch?.(who.session, { ended: () => ended(true), unsure: close });
  });
}

export const { OPTIONS, POST, PUT, PATCH, DELETE } = takesOnly("GET");
