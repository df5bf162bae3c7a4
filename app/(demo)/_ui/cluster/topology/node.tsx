import { letterOf } from "../../../../_ui/node-badge.tsx";
import { shortDuration } from "../../../../_ui/short-duration.ts";
import type { Point } from "../layout.ts";
import { isGone, type Picture } from "../picture.ts";

export const nodeRadius = 24;

interface NodeProps {
  node: Picture["nodes"][number];
  now: number;
  /** Whether it answered this tab's last request. */
  lit: boolean;
  at: Point;
}

/** A node of the app: lit if it got this tab's last request, gray if it is silent. */
export function Node({ node: { name, is, since }, now, lit, at }: NodeProps) {
  const gone = isGone(is);
  return (
    <g data-node={gone ? undefined : name} data-part={name} data-state={is}>
      <circle
        cx={at.x}
        cy={at.y}
        r={nodeRadius}
        className={
          gone
            ? "fill-rule stroke-muted"
            : lit
              ? "fill-(--node) stroke-(--text-node)"
              : "fill-paper stroke-(--text-node)"
        }
        strokeWidth="2"
        strokeDasharray={gone ? "4 4" : is === "leaving" ? "10 4" : undefined}
      />
      <text
        x={at.x}
        y={at.y + 7}
        textAnchor="middle"
        className={`font-bold font-mono text-[20px] ${gone ? "fill-muted" : lit ? "fill-(--on-node)" : "fill-(--text-node)"}`}
      >
        {letterOf(name)}
      </text>
      <text x={at.x} y={at.y + 43} textAnchor="middle" className="fill-ink font-bold text-[13px]">
        {gone ? `${name} ${is}` : name}
      </text>
      <text x={at.x} y={at.y + 59} textAnchor="middle" className="fill-muted text-[12px]">
        {gone ? "no answer" : is === "leaving" ? "finishing" : lit ? "serves you" : upFor(since, now)}
      </text>
    </g>
  );
}

const upFor = (since: number | null, now: number) =>
  since === null ? "" : `up ${shortDuration(Math.max(0, now - since))}`;
