import type { CSSProperties } from "react";
import { letterOf } from "../../../_ui/node-badge.tsx";
import type { Cell, Tape } from "./tape.ts";

/**
 * Latency on a log scale, as a share of the strip's height: 1 ms is the floor, 4
 * s (the time-out) the top.
 */
const share = (ms: number) => Math.min(1, Math.max(0, Math.log10(ms) / Math.log10(4000)));
const FLOOR = 20;
const height = (ms: number) => `${FLOOR + (100 - FLOOR) * share(ms)}%`;

const MARKS = [
  { ms: 10, label: "10 ms" },
  { ms: 100, label: "100 ms" },
  { ms: 1000, label: "1 s" },
];

/**
 * One cell per request: its color and letter are the node's, its height is the latency, a hatch is
 * a failure.
 */
export function Strip({ tape, gliding, className }: { tape: Tape; gliding: boolean; className: string }) {
  const newest = tape.cells.at(-1)?.n;
  return (
    <div className="flex gap-3">
      <div className={`relative min-w-0 grow ${className}`}>
        {MARKS.map(({ ms, label }) => (
          <div
            key={label}
            aria-hidden="true"
            className="absolute inset-x-0 border-rule border-t border-dashed"
            style={{ bottom: height(ms) }}
          />
        ))}
        <div
          data-testid="strip"
          role="img"
          aria-label={summary(tape)}
          className="strip absolute inset-0 border-ink border-b"
        >
          <div
            className="belt"
            data-gliding={gliding || undefined}
            style={{ "--last": newest ?? 0 } as CSSProperties}
          >
            {tape.cells.map((cell) => (
              <StripCell key={cell.n} cell={cell} newest={cell.n === newest} />
            ))}
          </div>
        </div>
      </div>
      <div aria-hidden="true" className={`relative w-12 text-muted text-xs ${className}`}>
        {MARKS.map(({ ms, label }) => (
          <span
            key={label}
            className="absolute left-0 translate-y-1/2 leading-none"
            style={{ bottom: height(ms) }}
          >
            {label}
          </span>
        ))}
      </div>
    </div>
  );
}

function StripCell({ cell, newest }: { cell: Cell; newest: boolean }) {
  const failed = cell.kind !== "read";
  const answer = cell.status === 0 ? "no answer" : `status ${cell.status}`;
  return (
    <div
      className="cell"
      data-node={cell.node ?? undefined}
      data-failed={failed || undefined}
      data-newest={newest || undefined}
      style={{ height: height(cell.ms), "--place": cell.n } as CSSProperties}
      title={`${cell.node ?? "no node"}, ${answer}, ${cell.ms} ms`}
    >
      <span>{cell.node === null ? "×" : letterOf(cell.node)}</span>
    </div>
  );
}

function summary(tape: Tape): string {
  if (tape.cells.length === 0) return "No request has been answered yet.";
  const counts = Object.entries(tape.counts)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([node, count]) => `${node} answered ${count}`);
  return `Requests of this tab: ${[...counts, `${tape.failed} failed`].join(", ")}.`;
}
