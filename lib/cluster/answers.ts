import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { drain } from "./drain.ts";
import { nodeName } from "./node.ts";
import { perProcess } from "./per-process.ts";
import { sendWhole } from "./whole-answer.ts";

const answers = perProcess("answers", () => new AsyncLocalStorage<ServerResponse>());

/**
 * Watches every request of this process's HTTP servers, static files included, through Node's own diagnostics channel: an
 * answer names its node, and while the node leaves it closes its connection. A `proxy.ts` would see only some, for 0.3 ms each.
 */
export function watchAnswers(): void {
  const node = nodeName();
  subscribe("http.server.request.start", (message) => {
    const { response, server } = message as {
      request: IncomingMessage;
      response: ServerResponse;
      server: Server;
    };
    const leaving = drain();
    response.setHeader("X-Served-By", node);
    if (leaving.leaving) response.setHeader("Connection", "close");
    sendWhole(response);
    leaving.begin(server);
    response.once("close", () => leaving.end());
    answers.enterWith(response);
  });
}

/**
 * Makes the page under way answer with this status: pages of the App Router have no way to say it themselves. Must be
 * called before the page's first output.
 * @param retryAfter Seconds.
 */
export function answerWith(status: 403 | 429 | 503, retryAfter?: number): void {
  const response = answers.getStore();
  if (!response || response.headersSent) return;
  response.statusCode = status;
  if (retryAfter !== undefined) response.setHeader("Retry-After", String(retryAfter));
}

/** Makes the page under way answer 503 with Retry-After, in seconds. */
export function answerUnavailable(retryAfter: number): void {
  answerWith(503, retryAfter);
}
