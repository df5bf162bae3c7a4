import { ReplyError } from "ioredis";

/** A Cluster's answer that the call belongs to another node, or to none just now. */
export type Redirect =
  /** The slot has another owner, for good. */
  | { kind: "moved"; slot: number; node: string }
  /** The slot is on its way to that node, and none of the call's keys is here any more. */
  | { kind: "ask"; node: string }
  /** The slot is on its way, and some of the keys are here and some are not. */
  | { kind: "split" };

const away = /^(MOVED|ASK) (\d+) (\S+:\d+)$/;
/** The second is what a script meets that touches a key which it was not called with. */
const split = /^(TRYAGAIN\b|ERR Script attempted to access a non local key)/;

/**
 * Where an error of a Cluster's node sends the call. Such a call had no effect that
 * repeating it would double.
 */
export function redirectOf(error: unknown): Redirect | undefined {
  if (!(error instanceof Error)) return undefined;
  if (split.test(error.message)) return { kind: "split" };
  const [, kind, slot, node] = away.exec(error.message) ?? [];
  if (!node) return undefined;
  return kind === "ASK" ? { kind: "ask", node } : { kind: "moved", slot: Number(slot), node };
}

/** What a call fails with whose keys are on two nodes: in a moment they will be on one. */
export function splitError(cause: unknown): Error {
  const error = new ReplyError("TRYAGAIN The keys' slot is on its way to another node.");
  error.cause = cause;
  return error;
}
