import { drain } from "./drain.ts";
import { nodeName } from "./name.ts";
import { perProcess } from "./per-process.ts";

const beatEvery = 5000;

/**
 * The maximum of streams that a node holds. Each costs a connection here and two in nginx, a timer
 * and a few kilobytes. Three nodes together hold more streams than the clients of a few addresses
 * may open (STREAMS_PER_ADDRESS), and fewer than nginx has places for.
 */
const openAtMost = 1000;

/**
 * The maximum of bytes that wait for a reader: 20 pictures of the site. The node closes the stream
 * of a slower reader, which then reconnects.
 */
const waitingAtMost = 256 * 1024;

export interface Outlet {
  /** @param id The browser sends it back as Last-Event-ID when it reconnects. */
  send(event: string, data: object, id?: string): void;
  /** Sends an event that is already text, for events that go to many readers. */
  sendText(text: string): void;
  close(): void;
}

/** An event in the form that goes over the wire. */
export const eventText = (event: string, data: object, id?: string) =>
  `${id ? `id: ${id}\n` : ""}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

const counter = () => perProcess("event-streams", () => ({ open: 0 }));

/** Streams that this node holds now. */
export const openStreams = (): number => counter().open;

/** Whether this node holds as many streams as it may. Then the caller must refuse the next one. */
export const isFull = (): boolean => openStreams() >= openAtMost;

/**
 * Answers with server-sent events: the name of the node that holds this stream, a beat by which
 * both ends notice a dead connection, and the events that `begin` sends. A node that leaves ends
 * its streams. The browser's EventSource reconnects after `retry` ms, to another node.
 *
 * Nothing begins before the first read. Next.js runs the GET handler also for HEAD, drops the
 * answer's stream unread, and never aborts the request. So work that had begun would never end.
 * @param begin Runs once, when the stream is first read. The function that it returns runs when the
 * stream is over.
 */
export function eventStream(
  request: Request,
  retry: number,
  begin: (outlet: Outlet) => (() => void) | undefined,
): Response {
  const encoder = new TextEncoder();
  /** Releases everything, for a stream that its reader has closed. */
  let end: (() => void) | undefined;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        end ??= open(controller);
      },
      cancel: () => end?.(),
    },
    // With a mark above 0, the platform would pull once by itself, to have a chunk ready.
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );

  function open(controller: ReadableStreamDefaultController<Uint8Array>): () => void {
    // Not AbortSignal.any: the node's own signal would keep the signal that it makes until a
    // garbage collection.
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
