import type { Direction, Point } from "../layout.ts";
import type { Picture } from "../picture.ts";

export const redisRadius = 20;

interface StoreProps {
  store: Picture["stores"][number];
  at: Point;
  direction: Direction;
}

/** A Redis node: filled if it is the primary. */
export function Store({ store: { name, role, is, lag }, at, direction }: StoreProps) {
  const primary = role === "primary";
  const up = is === "up";
  const wide = direction === "wide";
  const text = wide ? { x: at.x + 30, y: at.y - 2 } : { x: at.x, y: at.y + 42 };
  return (
    <g data-part={name} data-role={role} data-state={is}>
      <path
        d={`M${at.x - 18} ${at.y - 14} v28 a18 6 0 0 0 36 0 v-28`}
        className={
          up ? (primary ? "fill-ink stroke-ink" : "fill-paper stroke-ink") : "fill-rule stroke-muted"
        }
        strokeWidth="1.5"
        strokeDasharray={up ? undefined : "4 4"}
      />
      <ellipse
        cx={at.x}
        cy={at.y - 14}
        rx="18"
        ry="6"
        className={
          up ? (primary ? "fill-ink stroke-paper" : "fill-paper stroke-ink") : "fill-rule stroke-muted"
        }
        strokeWidth="1.5"
      />
      <text
        x={text.x}
        y={text.y}
        textAnchor={wide ? "start" : "middle"}
        className="fill-ink font-bold text-[13px]"
      >
        {name}
      </text>
      <text
        x={text.x}
        y={text.y + 16}
        textAnchor={wide ? "start" : "middle"}
        className="fill-muted text-[12px]"
      >
        {!up ? (primary ? "silent: writes wait" : "down") : primary ? "primary" : replicaText(lag)}
      </text>
    </g>
  );
}

const replicaText = (lag: number | null) =>
  lag === null ? "replica" : lag < 1000 ? "replica, in step" : `replica, ${Math.round(lag / 1000)} kB behind`;

export function Sentinel({ up, at }: { up: boolean; at: Point }) {
  return (
    <path
      d={`M${at.x} ${at.y - 11} l11 11 l-11 11 l-11 -11 z`}
      className={up ? "fill-paper stroke-ink" : "fill-rule stroke-muted"}
      strokeWidth="1.5"
      strokeDasharray={up ? undefined : "3 3"}
    />
  );
}
