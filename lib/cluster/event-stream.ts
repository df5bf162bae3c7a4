import { drain } from "./drain.ts";
import { nodeName } from "./node.ts";

const beatEvery = 5000;

export interface Outlet {
  /** @param id What the browser sends back as Last-Event-ID when it comes again. */
  send(event: string, data: object, id?: string): void;
  /** Sends what was made into text before: for what goes to many. */
  sendText(text: string): void;
  close(): void;
}

/** An event as it goes over the wire. */
export const eventText = (event: string, data: object, id?: string) =>
  `${id ? `id: ${id}\n` : ""}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * Answers with server-sent events: which node holds this stream, a beat so that both ends notice a dead one, and what `begin` sends.
 * A node that leaves ends its streams; the browser's EventSource comes back after `retry` ms, to another.
 * @param begin Runs once; what it returns runs when the stream is over.
 */
export function eventStream(
  request: Request,
  retry: number,
  begin: (outlet: Outlet) => (() => void) | undefined,
): Response {
  const over = AbortSignal.any([request.signal, drain().signal]);
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      let open = true;
      let stop: (() => void) | undefined;
      const sendText = (text: string) => {
        if (open) controller.enqueue(encoder.encode(text));
      };
      const send: Outlet["send"] = (event, data, id) => sendText(eventText(event, data, id));
      const close = () => {
        if (!open) return;
        open = false;
        over.removeEventListener("abort", close);
        clearInterval(beat);
        stop?.();
        controller.close();
      };
      const beat = setInterval(() => send("beat", { at: Date.now() }), beatEvery);
      sendText(`retry: ${retry}\n\n`);
      send("node", { node: nodeName() });
      if (over.aborted) return close();
      over.addEventListener("abort", close);
      stop = begin({ send, sendText, close });
      if (!open) stop?.();
    },
  });
  return new Response(stream, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
  });
}
