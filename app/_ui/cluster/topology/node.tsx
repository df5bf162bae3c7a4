import type { NodeState } from "@/lib/cluster/live/state.ts";
import { letterOf } from "../../node-badge.tsx";
import type { Point } from "../layout.ts";
import { shortDuration } from "../short-duration.ts";

export const nodeRadius = 24;

/** A node of the app: lit where this tab's last request went, gray where it says nothing. */
export function Node({
  name,
  node,
  now,
  lit,
  at,
}: {
  name: string;
  node: NodeState | undefined;
  now: number;
  lit: boolean;
  at: Point;
}) {
  const state = node?.state ?? "silent";
  const gone = state === "silent" || state === "left";
  return (
    <g data-node={gone ? undefined : name} data-part={name} data-state={state}>
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
        strokeDasharray={gone ? "4 4" : state === "leaving" ? "10 4" : undefined}
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
        {gone ? `${name} ${state === "left" ? "left" : "silent"}` : name}
      </text>
      <text x={at.x} y={at.y + 59} textAnchor="middle" className="fill-muted text-[12px]">
        {gone
          ? "no answer"
          : state === "leaving"
            ? "finishing"
            : node &&
              `${node.facts.requestsPerSecond.toFixed(1)}/s · up ${shortDuration(now - node.facts.since)}`}
      </text>
    </g>
  );
}
