import { knownNodes, servedBy, type Tape } from "../tape/tape.ts";

/** A node that was killed from the guide, and this tab's view at that moment. */
export interface Killed {
  node: string;
  /** The number of the tape's next cell. */
  next: number;
  /** The id of the session that this browser had then. */
  session: string | null;
}

/** Whether this tab has met every node. */
export const hasMetAll = (tape: Tape): boolean =>
  knownNodes(tape).every((node) => (tape.counts[node] ?? 0) > 0);

/** Whether another node has answered since the kill and still knows the session from before it. */
export function hasOutlived(tape: Tape, killed: Killed | null): boolean {
  if (killed === null || (tape.session?.id ?? null) !== killed.session) return false;
  const node = servedBy(tape);
  const isLater = tape.cells.some((cell) => cell.n > killed.next && cell.kind === "read");
  return isLater && node !== null && node !== killed.node;
}
