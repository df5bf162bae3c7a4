import type { Direction, Point } from "../layout.ts";

/** How far from the center of nginx a track begins or ends. */
export const nginxRadius = 18;

/** The origin of the requests. */
export function You({ at, direction }: { at: Point; direction: Direction }) {
  return (
    <>
      <circle cx={at.x} cy={at.y} r="9" className="fill-paper stroke-ink" strokeWidth="1.5" />
      <circle cx={at.x} cy={at.y} r="3.5" className="fill-ink" />
      <Beside at={at} direction={direction} distance={30}>
        you
      </Beside>
    </>
  );
}

export function Nginx({ at, direction }: { at: Point; direction: Direction }) {
  return (
    <>
      <rect x={at.x - 18} y={at.y - 15} width="36" height="30" rx="3" className="fill-ink" />
      <path
        d="M-9 0 h6 l8 -6 M-3 0 h9 M-3 0 l8 6"
        transform={`translate(${at.x} ${at.y})${direction === "tall" ? " rotate(90)" : ""}`}
        className="fill-none stroke-paper"
        strokeWidth="1.5"
      />
      <Beside at={at} direction={direction} distance={36}>
        nginx
      </Beside>
    </>
  );
}

/**
 * The text goes below on a wide screen, where the way goes from left to right; otherwise to the
 * right.
 */
function Beside({
  at,
  direction,
  distance,
  children,
}: {
  at: Point;
  direction: Direction;
  distance: number;
  children: string;
}) {
  return direction === "wide" ? (
    <text x={at.x} y={at.y + distance} textAnchor="middle" className="fill-muted text-[13px]">
      {children}
    </text>
  ) : (
    <text x={at.x + distance} y={at.y + 4} className="fill-muted text-[13px]">
      {children}
    </text>
  );
}
