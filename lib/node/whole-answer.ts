import type { ServerResponse } from "node:http";

/** Milliseconds for which the beginning of an answer waits for its end. */
const patience = 2;

/**
 * Sends a short answer in one write. Next.js flushes the headers, the body and the end one after
 * the other. A load balancer that has passed the headers on can't retry on another node: of 30
 * nodes killed under load, 3 left a client with half an answer. After 2 ms, a longer answer (a
 * streamed page, an event stream) goes out as it comes.
 */
export function sendWhole(response: ServerResponse): void {
  const flush = response.flushHeaders;
  response.flushHeaders = () => {
    response.flushHeaders = flush;
    // Cork the socket and not the answer: a corked answer of Node 24 sends its chunked end before
    // its body, and clients see no body. The answer's own end uncorks the socket.
    const { socket } = response;
    socket?.cork();
    setTimeout(() => {
      if (!response.writableEnded) socket?.uncork();
    }, patience);
    flush.call(response);
  };
}
