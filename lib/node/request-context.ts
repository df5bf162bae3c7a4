import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { drain } from "./drain.ts";
import { nodeName } from "./name.ts";
import { perProcess } from "./per-process.ts";
import { sendWhole } from "./whole-answer.ts";

/**
 * Why an answer is 503, in the answer (`reason`), in the log and as a label of
 * `unstuck_unavailable_total`:
 * - `store-away`: Redis, or PostgreSQL if it has the users, did not answer, or refuses
 *   the app's user or address;
 * - `store-full`: Redis has no room for the write;
 * - `not-durable`: the change is on the primary and on too few replicas, so the site can't
 *   promise its success;
 * - `draining`: this node leaves;
 * - `provider-away`: the site can't get the identity provider's keys, which a change needs;
 * - `overloaded`: this node holds as many event streams as it may, or the request took too long
 *   to arrive.
 */
export const unavailableReasons = [
  "store-away",
  "store-full",
  "not-durable",
  "draining",
  "provider-away",
  "overloaded",
] as const;

export type UnavailableReason = (typeof unavailableReasons)[number];

/** A request under way, which all code that works for it can find. */
interface Exchange {
  readonly id: string;
  readonly response: ServerResponse;
  /** The reason for its 503, once known. */
  reason?: UnavailableReason;
}

const exchanges = perProcess("exchanges", () => new AsyncLocalStorage<Exchange>());
/**
 * The load balancer's ids are 32 hexadecimal digits. An id from a client that bypasses it must have
 * this shape.
 */
const looksLikeId = /^[\w-]{8,64}$/;

export interface Answer {
  readonly id: string;
  readonly method: string;
  /** Without its query, which may contain the code of a sign-on. */
  readonly path: string;
  readonly status: number;
  /** The reason, if the status is 503 and this node gave the answer. */
  readonly reason?: UnavailableReason;
  /** Milliseconds from the request's head to the answer's end. */
  readonly ms: number;
  /** Whether the node sent all of it; false if the client left before. */
  readonly whole: boolean;
}

/**
 * Watches every request of this process's HTTP servers, static files included, through Node's own
 * diagnostics channel. Each answer names its node, every request has an id, and while the node
 * leaves, each answer closes its connection. A `proxy.ts` would see only some requests, and cost
 * 0.3 ms each.
 * @param onAnswer Called for each answer when the node has sent it or its client has left.
 */
export function watchAnswers(onAnswer: (answer: Answer) => void): void {
  const node = nodeName();
  subscribe("http.server.request.start", (message) => {
    const { request, response, server } = message as {
      request: IncomingMessage;
      response: ServerResponse;
      server: Server;
    };
    const leaving = drain();
    response.setHeader("X-Served-By", node);
    const given = String(request.headers["x-request-id"] ?? "");
    const id = looksLikeId.test(given) ? given : randomUUID();
    // The load balancer writes its own id into the answer.
    if (id !== given) response.setHeader("X-Request-Id", id);
    if (leaving.leaving) response.setHeader("Connection", "close");
    sendWhole(response);
    leaving.begin(server);
    const began = performance.now();
    response.once("close", () => {
      leaving.end();
      const { statusCode: status, writableFinished: whole } = response;
      const [path = ""] = (request.url ?? "").split("?");
      const { reason } = exchange;
      onAnswer({
        ...{ id, method: request.method ?? "", path, status, ms: performance.now() - began, whole },
        ...(status === 503 && reason ? { reason } : {}),
      });
    });
    const exchange: Exchange = { id, response };
    exchanges.enterWith(exchange);
  });
}

/** The id that the load balancer gave to the request under way; undefined outside a request. */
export const requestId = (): string | undefined => exchanges.getStore()?.id;

/**
 * Makes the page under way answer with this status: pages of the App Router can't set a status
 * themselves. Call it before the page's first output.
 * @param retryAfter Seconds.
 */
export function answerWith(status: 403 | 429, retryAfter?: number): void {
  setStatus(status, retryAfter);
}

/** Makes the page under way answer 503, with Retry-After in seconds. */
export function answerUnavailable({
  retryAfter,
  reason,
}: {
  retryAfter?: number;
  reason: UnavailableReason;
}): void {
  noteReason(reason);
  setStatus(503, retryAfter);
}

/** Tells the log and the metrics why the answer to the request under way is 503. */
export function noteReason(reason: UnavailableReason): void {
  const exchange = exchanges.getStore();
  if (exchange) exchange.reason = reason;
}

function setStatus(status: number, retryAfter?: number): void {
  const response = exchanges.getStore()?.response;
  if (!response || response.headersSent) return;
  response.statusCode = status;
  if (retryAfter !== undefined) response.setHeader("Retry-After", String(retryAfter));
}
