import { ReplyError } from "ioredis";
import { isReply, type Refusal, refusalIn } from "./refusals.ts";

const brand = Symbol.for("unstuck.RedisUnavailable");

/**
 * Why nothing is known: Redis is away, it has no room for a write, or a
 * write is on too few replicas.
 */
export type UnavailableCause = "store-away" | "store-full" | "not-durable";

/**
 * Redis could not answer: nothing is known about the session. A person gets 503 with
 * Retry-After, never a logout.
 */
export class RedisUnavailable extends Error {
  readonly [brand] = true;
  /** Seconds after which another try is worth it: an election takes 2 to 4. */
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
 * Whether an error says that Redis could not answer. Not `instanceof`: bundlers give pages and
 * routes a copy of the class each, and an error of one must be known to the other.
 */
export function isUnavailable(error: unknown): error is RedisUnavailable {
  return error instanceof Error && brand in error;
}

/**
 * Redis answered, and its answer is a fault of the set-up. Trying again doesn't help: the message
 * names the setting to change.
 */
export class RedisMisconfigured extends RedisUnavailable {
  constructor(message: string, options?: { cause?: unknown; reason?: UnavailableCause | undefined }) {
    super(message, { ...options, retryAfter: 30 });
    this.name = "RedisMisconfigured";
  }
}

/**
 * The write is in Redis, but not on as many nodes as a success promises.
 * Repeating the operation is safe.
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

/** ioredis's errors that aren't replies have classes of their own, all of this one. */
const RedisError = Object.getPrototypeOf(ReplyError);
/** The codes of sockets and of the look-up of names. */
const socketCode =
  /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_|EADDRNOTAVAIL|ESOCKET|ERR_STREAM|ERR_SOCKET)/;
const tlsCode = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO)/;
/** Of those that ioredis makes as plain errors. */
const broken =
  /^(Connection is closed|Socket timeout|Command timed out|connect E|read E|write E|getaddrinfo |Stream isn't writeable|All sentinels are unreachable|None of startup nodes|Cluster is|Node is disconnected|No master node|Too many Cluster redirections|Failed to refresh slots|timeout$)/;

/**
 * Of every error that Redis or the connection to it made, what it means. Undefined for all others:
 * the caller's own, and those that say nothing about Redis being away (refusals.ts).
 */
function meaningOf(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || error instanceof RedisUnavailable) return undefined;
  const { code = "", lastNodeError, previousErrors } = error as Detailed;
  // Each says only that something failed; why, says the error inside.
  const inner = lastNodeError ?? previousErrors?.[0];
  if (inner instanceof Error) return meaningOf(inner) ?? away;
  if (isReply(error)) return refusalIn(error.message);
  // So ioredis quotes a Sentinel or a node.
  const quoted = /Last error: (?:ReplyError: )?([A-Z]{2,} .*)/.exec(error.message)?.[1];
  if (quoted) return refusalIn(quoted);
  if (tlsCode.test(code)) return untrusted;
  const isBroken = error instanceof RedisError || socketCode.test(code) || broken.test(error.message);
  return isBroken ? away : undefined;
}

/** What ioredis and Node.js put beside the message. */
interface Detailed {
  code?: string;
  lastNodeError?: unknown;
  previousErrors?: unknown[];
}

/** Whether the same command may succeed in a moment, against this or the next primary. */
export function isPassing(error: unknown): boolean {
  return meaningOf(error)?.kind === "passing";
}

/** Whether the error says more than that Redis can't be reached. */
export function isTelling(error: unknown): boolean {
  const meaning = meaningOf(error);
  return meaning !== undefined && meaning !== away;
}

/**
 * What a caller is to be told of an error: {@link RedisUnavailable} or {@link
 * RedisMisconfigured} for every one that Redis or the connection to it made, with the setting to
 * look at. All others pass unchanged.
 */
export function translate(error: unknown): unknown {
  const meaning = meaningOf(error);
  if (!meaning) return error;
  const Fault = meaning.kind === "setup" ? RedisMisconfigured : RedisUnavailable;
  return new Fault(meaning.hint, { cause: error, reason: meaning.reason });
}
