import { drain } from "./drain.ts";
import { nodeName } from "./name.ts";
import { perProcess } from "./per-process.ts";

const beatEvery = 5000;

/**
 * Streams that a node holds at most. Each costs a connection here and two in nginx, a timer and a
 * few kilobytes. Three nodes together hold more than the strangers of a few addresses may open
 * (STREAMS_PER_ADDRESS), and fewer than nginx has places for.
 */
const openAtMost = 1000;

/**
 * Bytes that wait for a reader at most: 20 pictures of the site. One that is
 * slower is asked to come again.
 */
const waitingAtMost = 256 * 1024;

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

const counter = () => perProcess("event-streams", () => ({ open: 0 }));

/** Streams that this node holds now. */
export const openStreams = (): number => counter().open;

/** Whether this node holds as many streams as it may: the next one is to be refused. */
export const isFull = (): boolean => openStreams() >= openAtMost;

/**
 * Answers with server-sent events: which node holds this stream, a beat so that both ends notice a
 * dead one, and what `begin` sends. A node that leaves ends its streams; the browser's EventSource
 * comes back after `retry` ms, to another.
 *
 * Nothing begins before the first read: Next.js runs the GET handler for HEAD too, drops the
 * answer's stream unread, and never aborts the request, so what had begun would never end.
 * @param begin Runs once, if the stream is read; what it returns runs when the stream is over.
 */
export function eventStream(
  request: Request,
  retry: number,
  begin: (outlet: Outlet) => (() => void) | undefined,
): Response {
  const encoder = new TextEncoder();
  /** Lets go of everything, for a stream that its reader has closed. */
  let end: (() => void) | undefined;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        end ??= open(controller);
      },
      cancel: () => end?.(),
    },
    // 0: else the platform would pull once by itself, to have a chunk at hand.
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );

  function open(controller: ReadableStreamDefaultController<Uint8Array>): () => void {
    // Not AbortSignal.any: what it makes stays known to the node's own signal
    // until the garbage collection.
    const signals = [request.signal, drain().signal];
    let isOpen = true;
    let stop: (() => void) | undefined;
    counter().open += 1;
    const sendText = (text: string) => {
      if (!isOpen) return;
      controller.enqueue(encoder.encode(text));
      if ((controller.desiredSize ?? 0) < -waitingAtMost) close();
    };
    const send: Outlet["send"] = (event, data, id) => sendText(eventText(event, data, id));
    const release = () => {
      isOpen = false;
      counter().open -= 1;
      for (const signal of signals) signal.removeEventListener("abort", close);
      clearInterval(beat);
      stop?.();
    };
    const close = () => {
      if (!isOpen) return;
      release();
      controller.close();
    };
    const beat = setInterval(() => send("beat", { at: Date.now() }), beatEvery);
    for (const signal of signals) signal.addEventListener("abort", close);
    sendText(`retry: ${retry}\n\n`);
    send("node", { node: nodeName() });
    if (signals.some(({ aborted }) => aborted)) close();
    else {
      stop = begin({ send, sendText, close });
      if (!isOpen) stop?.();
    }
    return () => {
      if (isOpen) release();
    };
  }

  return new Response(stream, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
  });
}
