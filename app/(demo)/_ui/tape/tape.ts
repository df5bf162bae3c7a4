/**
 * This tab's view of the cluster, one answer after the other. This file is pure: use-tape.ts stores
 * and feeds the tape.
 */

export type Seen = { id: string; name: string; email: string; createdBy: string };

/** `tries`: how many nodes nginx asked before one answered. */
export type Answer = {
  at: number;
  ms: number;
  node: string | null;
  status: number;
  tries: number;
} /** `ends`: when the session ends if nobody uses it, by this browser's clock; null without one. */ & (
  | { kind: "read"; session: Seen | null; ends: number | null }
  /** A node answered, but it can't reach the session store: nothing is known about the login. */
  | { kind: "store-away" }
  /** No node answered: network error, time-out, or an error of the load balancer's own. */
  | { kind: "unreachable" }
);

export type Cell = {
  n: number;
  at: number;
  ms: number;
  node: string | null;
  status: number;
  tries: number;
  kind: Answer["kind"];
};

export type Tape = {
  next: number;
  cells: Cell[];
  counts: Record<string, number>;
  failed: number;
  session: Seen | null;
  /** When the session ends if the person does nothing, by this browser's clock. */
  ends: number | null;
  /** The id of the session that the person is signing out of: its end is no loss. */
  leaving: string | null;
  /** How often the node changed from one answer to the next under the same login. */
  switches: number;
  lost: number;
  /** The session that the tape last counted as lost. */
  lostId: string | null;
};

/** An answer may be on its way while the session's time runs out. Milliseconds. */
const MARGIN_MS = 250;

export const CELLS = 60;

/**
 * The nodes that are expected to answer, so that the tape also misses one that was dead from the
 * start.
 */
export const NODES = ["app-a", "app-b", "app-c"];

export const EMPTY: Tape = {
  next: 0,
  cells: [],
  counts: {},
  failed: 0,
  session: null,
  ends: null,
  leaving: null,
  switches: 0,
  lost: 0,
  lostId: null,
};

/** The tape after one more answer. */
export function advance(tape: Tape, answer: Answer): Tape {
  const { at, ms, node, status, tries, kind } = answer;
  const cell: Cell = { n: tape.next, at, ms, node, status, tries, kind };
  const seen: Tape = { ...tape, next: tape.next + 1, cells: [...tape.cells, cell].slice(-CELLS) };

  // A failed answer says nothing about the login, so it neither keeps nor loses it.
  if (answer.kind !== "read" || node === null) return { ...seen, failed: tape.failed + 1 };

  const counted = { ...seen, counts: { ...tape.counts, [node]: (tape.counts[node] ?? 0) + 1 } };
  const before = tape.session;
  const now = answer.session;

  if (now === null) {
    const none = { ...counted, session: null, ends: null, leaving: null };
    const isOver = tape.ends !== null && at + ms >= tape.ends - MARGIN_MS;
    if (before === null || before.id === tape.leaving || isOver) return none;
    return { ...none, lost: tape.lost + 1, lostId: before.id };
  }
  const { ends } = answer;
  if (before?.id !== now.id) return { ...counted, session: now, ends, leaving: null, switches: 0 };
  const last = lastRead(tape)?.node;
  return { ...counted, session: now, ends, switches: tape.switches + (last !== node ? 1 : 0) };
}

/** The person signs out in this browser, so the end of this session is intended. */
export function leave(tape: Tape): Tape {
  return { ...tape, leaving: tape.session?.id ?? tape.leaving };
}

/**
 * This session is known to have ended normally: by its time, or because somebody ended it. It is no
 * loss, even if the tape counted it as one.
 */
export function excuse(tape: Tape, id: string): Tape {
  if (tape.lostId === id) return { ...tape, lost: tape.lost - 1, lostId: null };
  return tape.session?.id === id ? leave(tape) : tape;
}

function lastRead(tape: Tape): Cell | undefined {
  return tape.cells.findLast((cell) => cell.kind === "read");
}

/** The node that answered last, if any answer has come. */
export function servedBy(tape: Tape): string | null {
  return lastRead(tape)?.node ?? null;
}

export type Condition = "starting" | "running" | "store-away" | "unreachable";

/**
 * The meaning of the last answers. One lost request is only a hatched cell. Two in a row make the
 * site unreachable.
 */
export function condition(tape: Tape): Condition {
  const [before, last] = [tape.cells.at(-2), tape.cells.at(-1)];
  if (!last) return "starting";
  if (last.kind === "store-away") return "store-away";
  return last.kind === "unreachable" && before?.kind === "unreachable" ? "unreachable" : "running";
}

/**
 * How many answers in a row may come from other nodes before the page says so: four turns of a
 * round robin over three. Where many tabs ask at random, a healthy node misses that many with a
 * chance of (2/3)^12, below 1 %.
 */
export const MISSED = 12;

/** Nodes that gave none of the last answers. */
export function quiet(tape: Tape): string[] {
  const answered = tape.cells.filter((cell) => cell.kind === "read");
  if (answered.length < MISSED) return [];
  const recent = new Set(answered.slice(-MISSED).map((cell) => cell.node));
  return knownNodes(tape).filter((node) => !recent.has(node));
}

/**
 * Every node that answered or is known otherwise, and the expected ones before any has answered.
 */
export function knownNodes(tape: Tape, others: readonly string[] = NODES): string[] {
  return [...new Set([...others, ...Object.keys(tape.counts)])].sort();
}
