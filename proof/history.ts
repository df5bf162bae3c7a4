/** The requests of a client; one request each. */
export type Kind =
  | "login"
  | "read"
  | "count"
  | "rotate"
  | "logout"
  | "revoke"
  | "revoke-all"
  /**
   * The password entered again, to end one session (`target`) or all. It also gives the session its
   * next token.
   */
  | "step-up"
  | "list";

/**
 * The meaning of an answer:
 * - `ok`: done, or read;
 * - `signed-out`: the site doesn't know the cookie's session. It says so for a live one only if it
 *   lost it;
 * - `gone`: a `revoke` was told that there is no such session. Either it had ended before, or this
 *   very request had ended it and was carried out a second time after a fault; in both cases it is
 *   dead from then on;
 * - `superseded`: another request of the same browser got the session's next token, so this one
 *   changed nothing;
 * - `failed`: nothing is known and nothing was changed: a read without an answer, a refusal;
 * - `indeterminate`: a write that was answered with 5xx or not at all. It may have happened, at any
 *   time from its invocation on, and may still happen.
 */
export type Outcome = "ok" | "signed-out" | "gone" | "superseded" | "failed" | "indeterminate";

/** One request and its answer, as the client saw them. */
export interface Operation {
  readonly kind: Kind;
  readonly user: string;
  /** The id of the session whose cookie was sent; for a login, the session that it began. */
  readonly session?: string;
  /** The one session that a `revoke` or a `step-up` was to end. */
  readonly target?: string;
  /**
   * Whether a `revoke-all`, or a `step-up` without a target, was to keep the session that asked for
   * it.
   */
  readonly keepsOwn?: boolean;
  /**
   * When the request was to be sent; its latency counts from here. Missing in campaigns whose
   * clients waited for their answers.
   */
  readonly due?: number;
  /** How often the client had sent it before without an answer, if it had. */
  readonly again?: number;
  /**
   * Milliseconds of one monotonic clock: before the client sent the request, and after it had the
   * whole answer.
   */
  readonly from: number;
  readonly to: number;
  readonly outcome: Outcome;
  /** The HTTP status; 0 when there was none. */
  readonly status: number;
  /** The node that answered. */
  readonly node?: string;
  /** The counter that a `count` gave or a `read` showed. */
  readonly counter?: number;
  /** The ids that a `list` showed. */
  readonly listed?: readonly string[];
}

/** The request's latency, from when it was to be sent. Milliseconds. */
export const latencyOf = ({ due, from, to }: Operation) => to - (due ?? from);

/** Not served: no answer, an error, or a refusal (429) of a client that did nothing wrong. */
export const isUnserved = ({ status }: Operation) => status === 0 || status === 429 || status >= 500;

/** The site's promises about a session's life; the checker assumes nothing else about the site. */
export interface Promised {
  /** Milliseconds that a session lives without being used. */
  readonly idle: number;
  /** Milliseconds that it lives in any case. */
  readonly absolute: number;
  /** From here on memory was so short that Redis could evict sessions. */
  readonly evictionFrom?: number;
}
