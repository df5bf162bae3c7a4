import { current, currentToken } from "@/lib/auth/current.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { tooManyStreams } from "@/lib/auth/problem.ts";
import { eventStream, isFull } from "@/lib/cluster/event-stream.ts";
import { nodeName } from "@/lib/cluster/node.ts";
import { revocations } from "@/lib/cluster/revocations.ts";

export const dynamic = "force-dynamic";

/**
 * `ended` when the session of this browser was ended, on whatever node, beside what every stream has. 1 Redis round trip with a
 * cookie that this site sealed.
 */
export async function GET(request: Request): Promise<Response> {
  if (isFull()) return tooManyStreams();
  const sealed = (await currentToken()) !== undefined;
  const who = await current();
  return eventStream(request, who.status === "unavailable" ? 2000 : 500, ({ send, close }) => {
    const ended = () => {
      send("ended", { node: nodeName() });
      close();
    };
    // Redis can't say whose stream this is: the browser asks again, and by then it may.
    if (who.status === "unavailable") close();
    if (who.status === "anonymous" && sealed) ended();
    if (who.status !== "signed-in") return undefined;
    // After a break in the announcements the browser asks again as well, which looks the session up.
    return revocations().watch(who.session, { ended, unsure: close });
  });
}

export const { OPTIONS, POST, PUT, PATCH, DELETE } = takesOnly("GET");
