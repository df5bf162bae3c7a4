import { ReplyError } from "ioredis";

/** A Cluster's answer that the call belongs to another node, or at the moment to no node. */
export type Redirect =
  /** The slot has another owner, permanently. */
  | { kind: "moved"; slot: number; node: string }
  /** The slot is moving to that node, and this node has none of the call's keys any more. */
  | { kind: "ask"; node: string }
  /** The slot is moving, and this node has some of the keys but not all. */
  | { kind: "split" };

const away = /^(MOVED|ASK) (\d+) (\S+:\d+)$/;
/** The second error comes when a script touches a key that it was not called with. */
const split = /^(TRYAGAIN\b|ERR Script attempted to access a non local key)/;

/**
 * Where an error of a Cluster's node sends the call. Such a call had no effect, so repeating it
 * doubles nothing.
 */
export function redirectOf(error: unknown): Redirect | undefined {
  if (!(error instanceof Error)) return undefined;
  if (split.test(error.message)) return { kind: "split" };
  const [, kind, slot, node] = away.exec(error.message) ?? [];
  if (!node) return undefined;
  return kind === "ASK" ? { kind: "ask", node } : { kind: "moved", slot: Number(slot), node };
}

/** The error of a call whose keys are on two nodes. In a moment they will be on one. */
export function splitError(cause: unknown): Error {
  const error = new ReplyError("TRYAGAIN The keys' slot is on its way to another node.");
  error.cause = cause;
  return error;
}
