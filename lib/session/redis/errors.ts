import { ReplyError } from "ioredis";
import { isReply, type Refusal, refusalIn } from "./refusals.ts";

const brand = Symbol.for("unstuck.RedisUnavailable");

/**
 * Why Redis can't answer: it is away, it has no room for a write, or too few replicas have a write.
 */
export type UnavailableCause = "store-away" | "store-full" | "not-durable";

/**
 * Redis could not answer, so nothing is known about the session. A person gets 503 with
 * Retry-After, never a logout.
 */
export class RedisUnavailable extends Error {
  readonly [brand] = true;
  /** Seconds after which a retry is worthwhile: an election takes 2 to 4. */
  readonly retryAfter: number;
  readonly reason: UnavailableCause;

  constructor(
    message: string,
    options?: { cause?: unknown; retryAfter?: number; reason?: UnavailableCause | undefined },
  ) {
    super(message, options);
    this.name = "RedisUnavailable";
    this.retryAfter = options?.retryAfter ?? 2;
    this.reason = options?.reason ?? "store-away";
  }
}

/**
 * Whether an error says that Redis could not answer. It does not use `instanceof`: bundlers give
 * pages and routes a copy of the class each, and one copy must recognize another's errors.
 */
export function isUnavailable(error: unknown): error is RedisUnavailable {
  return error instanceof Error && brand in error;
}

/**
 * Redis answered, and its answer shows a fault of the set-up. A retry doesn't help. The message
 * names the setting to change.
 */
export class RedisMisconfigured extends RedisUnavailable {
  constructor(message: string, options?: { cause?: unknown; reason?: UnavailableCause | undefined }) {
    super(message, { ...options, retryAfter: 30 });
    this.name = "RedisMisconfigured";
  }
}

/**
 * The write is in Redis, but on fewer nodes than a success promises. Repeating the operation is
 * safe.
 */
export class NotDurable extends RedisUnavailable {
  constructor(have: number, need: number) {
    super(
      `Only ${have} of ${need} replicas have the write, so the loss of one Redis node could undo it. ` +
        "Try again; if it stays so, start the missing replica (or lower `replicas` in REDIS_URL and with it the promise).",
      { reason: "not-durable" },
    );
    this.name = "NotDurable";
  }
}

const away: Refusal = {
  kind: "passing",
  hint: "Redis can't be reached. Check REDIS_URL and that Redis runs.",
};
const untrusted: Refusal = {
  kind: "setup",
  hint: "Redis's certificate is not trusted. Check its name and issuer, NODE_EXTRA_CA_CERTS, and whether this port speaks TLS (`rediss://`).",
};

/** ioredis's errors that aren't replies have classes of their own, which all extend this one. */
const RedisError = Object.getPrototypeOf(ReplyError);
/** Error codes of sockets and of name look-ups. */
const socketCode =
  /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_|EADDRNOTAVAIL|ESOCKET|ERR_STREAM|ERR_SOCKET)/;
const tlsCode = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO)/;
/** Messages of such errors that ioredis makes as plain errors. */
const broken =
  /^(Connection is closed|Socket timeout|Command timed out|connect E|read E|write E|getaddrinfo |Stream isn't writeable|All sentinels are unreachable|None of startup nodes|Cluster is|Node is disconnected|No master node|Too many Cluster redirections|Failed to refresh slots|timeout$)/;

/**
 * The meaning of every error that Redis or the connection to it made. Undefined for all others: the
 * caller's own errors, and those that don't mean that Redis is away (refusals.ts).
 */
function meaningOf(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || error instanceof RedisUnavailable) return undefined;
  const { code = "", lastNodeError, previousErrors } = error as Detailed;
  // Each of these says only that something failed. The error inside gives the reason.
  const inner = lastNodeError ?? previousErrors?.[0];
  if (inner instanceof Error) return meaningOf(inner) ?? away;
  if (isReply(error)) return refusalIn(error.message);
  // ioredis quotes a Sentinel or a node in this form.
  const quoted = /Last error: (?:ReplyError: )?([A-Z]{2,} .*)/.exec(error.message)?.[1];
  if (quoted) return refusalIn(quoted);
  if (tlsCode.test(code)) return untrusted;
  const isBroken = error instanceof RedisError || socketCode.test(code) || broken.test(error.message);
  return isBroken ? away : undefined;
}

/** The details that ioredis and Node.js put beside the message. */
interface Detailed {
  code?: string;
  lastNodeError?: unknown;
  previousErrors?: unknown[];
}

/** Whether the same command may succeed in a moment, against this primary or the next. */
export function isPassing(error: unknown): boolean {
  return meaningOf(error)?.kind === "passing";
}

/** Whether the error says more than that Redis can't be reached. */
export function isTelling(error: unknown): boolean {
  const meaning = meaningOf(error);
  return meaning !== undefined && meaning !== away;
}

/**
 * The error that a caller gets. {@link RedisUnavailable} or {@link RedisMisconfigured} replaces
 * every error that Redis or the connection to it made, and names the setting to look at. All others
 * pass unchanged.
 */
export function translate(error: unknown): unknown {
  const meaning = meaningOf(error);
  if (!meaning) return error;
  const Fault = meaning.kind === "setup" ? RedisMisconfigured : RedisUnavailable;
  return new Fault(meaning.hint, { cause: error, reason: meaning.reason });
}
