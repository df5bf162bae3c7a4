import type { ServerResponse } from "node:http";

/** Milliseconds that an answer's beginning waits for its end. */
const patience = 2;

/**
 * Has a short answer leave in one write. Next.js flushes the headers, then the body, then the end,
 * each by itself, and a load balancer that has passed the headers on can't ask another node any
 * more: of 30 nodes killed under load, 3 left a client with half an answer. A longer one (a
 * streamed page, an event stream) goes on as it comes after 2 ms.
 */
export function sendWhole(response: ServerResponse): void {
  const flush = response.flushHeaders;
  response.flushHeaders = () => {
    response.flushHeaders = flush;
    // The socket and not the answer: a corked answer of Node 24 sends its chunked end before its
    // body, and clients see none. The answer's own end uncorks the socket.
    const { socket } = response;
    socket?.cork();
    setTimeout(() => {
      if (!response.writableEnded) socket?.uncork();
    }, patience);
    flush.call(response);
  };
}
