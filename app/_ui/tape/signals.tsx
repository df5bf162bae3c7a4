import { letterOf } from "../node-badge.tsx";
import { NODES, quiet, type Tape } from "./tape.ts";

const LANES = [34, 90, 146];
const approach = (y: number) => `M126 90 ${y === 90 ? "" : `L144 90 L${144 + 56} ${y}`} L222 ${y}`;
const onward = (y: number) => `M254 ${y} L276 ${y} ${y === 90 ? "" : `L332 90`} L350 90`;

/** The way of the last request: which node it was switched to, and whether the session store was asked. */
export function Signals({ tape, first }: { tape: Tape; first: string }) {
  const last = tape.cells.at(-1);
  const node = last ? last.node : first;
  const away = quiet(tape);
  const broken = last !== undefined && last.kind !== "read";
  // An anonymous request costs the store nothing, so its track stays dark.
  const asked = tape.session !== null || last?.kind === "store-away";
  const leg = broken && node === null ? "broken" : "through";

  return (
    <svg
      viewBox="0 0 400 180"
      role="img"
      aria-label="A request goes from your browser through nginx to node A, B or C, which reads the session in Redis."
      className="w-full overflow-visible"
    >
      <path className="track" d="M30 90 L94 90" />
      {LANES.map((y) => (
        <g key={y}>
          <path className="track" d={approach(y)} />
          <path className="track" d={onward(y)} />
        </g>
      ))}
      <g key={last?.n ?? "first"} data-node={node ?? undefined}>
        <path
          className="track"
          data-lit={leg}
          data-leg="0"
          pathLength={leg === "through" ? 1 : undefined}
          d="M30 90 L94 90"
        />
        {LANES.map(
          (y, lane) =>
            node !== null &&
            NODES[lane] === node && (
              <g key={y}>
                <path className="track" data-lit="through" data-leg="1" pathLength={1} d={approach(y)} />
                {asked && (
                  <path
                    className="track"
                    data-lit={broken ? "broken" : "through"}
                    data-leg="2"
                    pathLength={broken ? undefined : 1}
                    d={onward(y)}
                  />
                )}
              </g>
            ),
        )}
      </g>

      <circle cx="22" cy="90" r="8" className="fill-paper stroke-ink" strokeWidth="1.5" />
      <circle cx="22" cy="90" r="3" className="fill-ink" />
      <rect x="94" y="78" width="32" height="24" rx="2" className="fill-ink" />
      <path
        d="M102 90 h6 l7 -5 M108 90 h8 M108 90 l7 5"
        className="fill-none stroke-paper"
        strokeWidth="1.5"
      />
      {NODES.map((name, lane) => {
        const y = LANES[lane] ?? 90;
        const silent = away.includes(name);
        const lit = name === node;
        return (
          <g key={name} data-node={name}>
            <circle
              cx="238"
              cy={y}
              r="16"
              className={
                silent
                  ? "fill-paper stroke-ink"
                  : lit
                    ? "fill-(--node) stroke-(--text-node)"
                    : "fill-paper stroke-(--text-node)"
              }
              strokeWidth="1.5"
              strokeDasharray={silent ? "3 3" : undefined}
            />
            <text
              x="238"
              y={y + 5}
              textAnchor="middle"
              className={`font-bold font-mono text-[14px] ${silent ? "fill-muted" : lit ? "fill-(--on-node)" : "fill-(--text-node)"}`}
            >
              {letterOf(name)}
            </text>
          </g>
        );
      })}
      <path d="M350 80 v20 a14 5 0 0 0 28 0 v-20" className="fill-paper stroke-ink" strokeWidth="1.5" />
      <ellipse cx="364" cy="80" rx="14" ry="5" className="fill-paper stroke-ink" strokeWidth="1.5" />

      <g className="fill-muted text-[13px] lg:text-[9px]" textAnchor="middle">
        <text x="22" y="120">
          you
        </text>
        <text x="110" y="120">
          nginx
        </text>
        <text x="364" y="124">
          Redis
        </text>
      </g>
    </svg>
  );
}
