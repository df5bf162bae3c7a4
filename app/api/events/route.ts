import { drain } from "@/lib/cluster/drain.ts";
import { nodeName } from "@/lib/cluster/node.ts";

export const dynamic = "force-dynamic";

const beatEvery = 5000;

/**
 * Server-sent events: which node holds this stream, and a beat so that both ends notice a dead one. A node that leaves ends
 * its streams; the browser's EventSource comes back after half a second, to another.
 */
export function GET(request: Request): Response {
  const over = AbortSignal.any([request.signal, drain().signal]);
  const text = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (event: string, data: object) =>
        controller.enqueue(text.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
      controller.enqueue(text.encode("retry: 500\n\n"));
      send("node", { node: nodeName() });
      const beat = setInterval(() => send("beat", { at: Date.now() }), beatEvery);
      const end = () => {
        clearInterval(beat);
        controller.close();
      };
      if (over.aborted) end();
      else over.addEventListener("abort", end, { once: true });
    },
  });
  return new Response(stream, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
  });
}
