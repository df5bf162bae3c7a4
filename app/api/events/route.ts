import { current, currentToken } from "@/lib/auth/current.ts";
import { drain } from "@/lib/cluster/drain.ts";
import { nodeName } from "@/lib/cluster/node.ts";
import { revocations } from "@/lib/cluster/revocations.ts";

export const dynamic = "force-dynamic";

const beatEvery = 5000;

/**
 * Server-sent events: which node holds this stream, a beat so that both ends notice a dead one, and `ended` when the session of
 * this browser was ended, on whatever node. A node that leaves ends its streams; the browser's EventSource comes back
 * after half a second, to another. 1 Redis round trip with a cookie that this site sealed.
 */
export async function GET(request: Request): Promise<Response> {
  const over = AbortSignal.any([request.signal, drain().signal]);
  const sealed = (await currentToken()) !== undefined;
  const who = await current();
  const text = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      let stop = () => {};
      let open = true;
      const send = (event: string, data: object) =>
        controller.enqueue(text.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
      const close = () => {
        if (!open) return;
        open = false;
        over.removeEventListener("abort", close);
        clearInterval(beat);
        stop();
        controller.close();
      };
      const ended = () => {
        send("ended", { node: nodeName() });
        close();
      };
      const beat = setInterval(() => send("beat", { at: Date.now() }), beatEvery);
      controller.enqueue(text.encode(`retry: ${who.status === "unavailable" ? 2000 : 500}\n\n`));
      send("node", { node: nodeName() });
      if (over.aborted) return close();
      over.addEventListener("abort", close);
      // Redis can't say whose stream this is: the browser asks again, and by then it may.
      if (who.status === "unavailable") return close();
      if (who.status === "anonymous") return sealed ? ended() : undefined;
      // After a break in the announcements the browser asks again as well, which looks the session up.
      stop = revocations().watch(who.session.id, { ended, unsure: close });
      if (!open) stop();
    },
  });
  return new Response(stream, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
  });
}
