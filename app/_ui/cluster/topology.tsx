import type { ClusterState, NodeState } from "@/lib/cluster/live/state.ts";
import { letterOf } from "../node-badge.tsx";
import { condition, knownNodes, type Tape } from "../tape/tape.ts";
import { type Direction, layoutOf, type Point } from "./layout.ts";
import { shortDuration } from "./short-duration.ts";

interface TopologyProps {
  state: ClusterState;
  tape: Tape;
  /** The node that served the page: lit until the first answer comes. */
  first: string;
}

const nodeRadius = 24;
const nginxRadius = 18;
const redisRadius = 20;

/** The cluster as it is now, with the way of this tab's last request through it. */
export function Topology(props: TopologyProps) {
  return (
    <div role="img" aria-label={inWords(props.state)} data-testid="topology">
      <Drawing {...props} direction="wide" className="hidden w-full sm:block" />
      <Drawing {...props} direction="tall" className="mx-auto w-full max-w-sm sm:hidden" />
    </div>
  );
}

function Drawing({
  state,
  tape,
  first,
  direction,
  className,
}: TopologyProps & { direction: Direction; className: string }) {
  const at = layoutOf(direction);
  const names = knownNodes(
    tape,
    state.nodes.map(({ name }) => name),
  ).slice(0, 3);
  const last = tape.cells.at(-1);
  const node = last ? last.node : first;
  const lane = node === null ? -1 : names.indexOf(node);
  const broken = last !== undefined && last.kind !== "read";
  // An anonymous request costs the store nothing, so its track stays dark.
  const asked = tape.session !== null || last?.kind === "store-away";
  const redis = state.redis.nodes.slice(0, 3);
  const primary = redis.findIndex(({ role }) => role === "primary");
  const toNode = (index: number) => at.track(at.nginx, at.node(index), { from: nginxRadius, to: nodeRadius });
  const toPrimary = (index: number) =>
    at.track(at.node(index), at.redis(Math.max(0, primary)), {
      // On a phone the track begins below what stands under the node.
      from: direction === "wide" ? nodeRadius : 66,
      to: redisRadius,
    });
  const toNginx = at.track(at.you, at.nginx, { from: 9, to: nginxRadius });
  const away = state.redis.awayFor > 1500 || condition(tape) === "store-away";
  return (
    <svg
      viewBox={`0 0 ${at.width} ${at.height}`}
      aria-hidden="true"
      className={`overflow-visible ${className}`}
    >
      <path className="track" d={toNginx} />
      {names.map((name, index) => (
        <g key={name}>
          <path className="track" d={toNode(index)} data-away={isAway(state, name) || undefined} />
          {primary >= 0 && (
            <path
              className="track"
              d={toPrimary(index)}
              data-away={away || isAway(state, name) || undefined}
            />
          )}
        </g>
      ))}
      {redis.map(({ name, role, up }, index) =>
        role === "replica" && primary >= 0 ? (
          <path
            key={name}
            className="track replication"
            data-away={!up || undefined}
            d={`M${at.redis(primary).x} ${at.redis(primary).y} L${at.redis(index).x} ${at.redis(index).y}`}
          />
        ) : null,
      )}

      <g key={last?.n ?? "first"} data-node={node ?? undefined}>
        <path
          className="track"
          data-lit={broken && node === null ? "broken" : "through"}
          data-leg="0"
          pathLength={broken && node === null ? undefined : 1}
          d={toNginx}
        />
        {lane >= 0 && (
          <path className="track" data-lit="through" data-leg="1" pathLength={1} d={toNode(lane)} />
        )}
        {lane >= 0 && asked && primary >= 0 && (
          <path
            className="track"
            data-lit={broken ? "broken" : "through"}
            data-leg="2"
            pathLength={broken ? undefined : 1}
            d={toPrimary(lane)}
          />
        )}
      </g>

      <You at={at.you} direction={direction} />
      <Nginx at={at.nginx} direction={direction} />
      {names.map((name, index) => (
        <Node
          key={name}
          name={name}
          node={state.nodes.find((candidate) => candidate.name === name)}
          now={state.at}
          lit={index === lane}
          at={at.node(index)}
        />
      ))}
      {redis.map(({ name, role, up, lag }, index) => (
        <Store
          key={name}
          name={name}
          primary={role === "primary"}
          up={role === "primary" ? !away : up}
          lag={lag}
          at={at.redis(index)}
          direction={direction}
        />
      ))}
      {state.sentinels.slice(0, 3).map(({ name, up }, index) => (
        <Sentinel key={name} up={up} at={at.sentinel(index)} />
      ))}
      {state.sentinels.length > 0 && (
        <text
          x={direction === "wide" ? at.sentinel(1).x : at.sentinel(1).x}
          y={direction === "wide" ? at.sentinel(2).y + 34 : at.sentinel(1).y + 30}
          textAnchor="middle"
          className="fill-muted text-[13px]"
        >
          Sentinels
        </text>
      )}
    </svg>
  );
}

function You({ at, direction }: { at: Point; direction: Direction }) {
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

function Nginx({ at, direction }: { at: Point; direction: Direction }) {
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

/** Below on a wide screen, where the way goes from left to right; else to the right. */
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

function Node({
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

function Store({
  name,
  primary,
  up,
  lag,
  at,
  direction,
}: {
  name: string;
  primary: boolean;
  up: boolean;
  lag: number | null;
  at: Point;
  direction: Direction;
}) {
  const wide = direction === "wide";
  const text = wide ? { x: at.x + 30, y: at.y - 2 } : { x: at.x, y: at.y + 42 };
  return (
    <g data-part={name} data-role={primary ? "primary" : "replica"} data-state={up ? "up" : "down"}>
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
        {!up ? (primary ? "primary, silent" : "down") : primary ? "primary" : replicaText(lag)}
      </text>
    </g>
  );
}

const replicaText = (lag: number | null) =>
  lag === null ? "replica" : lag < 1000 ? "replica, in step" : `replica, ${Math.round(lag / 1000)} kB behind`;

function Sentinel({ up, at }: { up: boolean; at: Point }) {
  return (
    <path
      d={`M${at.x} ${at.y - 11} l11 11 l-11 11 l-11 -11 z`}
      className={up ? "fill-paper stroke-ink" : "fill-rule stroke-muted"}
      strokeWidth="1.5"
      strokeDasharray={up ? undefined : "3 3"}
    />
  );
}

const isAway = (state: ClusterState, name: string) => {
  const node = state.nodes.find((candidate) => candidate.name === name);
  return node === undefined || node.state === "silent" || node.state === "left";
};

function inWords({ nodes, redis, sentinels }: ClusterState): string {
  const said = [
    ...nodes.map(({ name, state }) => `${name} is ${state}`),
    ...redis.nodes.map(({ name, role, up }) => `${name} is ${role}${up ? "" : " and down"}`),
    `${sentinels.filter(({ up }) => up).length} of ${sentinels.length} Sentinels answer`,
  ];
  return `Requests go from your browser through nginx to the nodes, and those ask the Redis primary. ${said.join(", ")}.`;
}
