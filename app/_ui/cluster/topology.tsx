import type { ClusterState } from "@/lib/cluster/live/state.ts";
import { condition, knownNodes, type Tape } from "../tape/tape.ts";
import { type Direction, layoutOf } from "./layout.ts";
import { Nginx, nginxRadius, You } from "./topology/entrance.tsx";
import { Node, nodeRadius } from "./topology/node.tsx";
import { redisRadius, Sentinel, Store } from "./topology/store.tsx";

interface TopologyProps {
  state: ClusterState;
  tape: Tape;
  /** The node that served the page: lit until the first answer comes. */
  first: string;
}

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
          x={at.sentinel(1).x}
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
