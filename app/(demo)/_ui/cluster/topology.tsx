import { type Direction, layoutOf } from "./layout.ts";
import { isGone, type Picture } from "./picture.ts";
import { Nginx, nginxRadius, You } from "./topology/entrance.tsx";
import { Node, nodeRadius } from "./topology/node.tsx";
import { redisRadius, Sentinel, Store } from "./topology/store.tsx";

interface TopologyProps {
  picture: Picture;
  /** The number of requests so far: the page draws each new one again. */
  requests: number;
}

/** The cluster as it is now, with the way of this tab's last request through it. */
export function Topology(props: TopologyProps) {
  return (
    <div role="img" aria-label={inWords(props.picture)} data-testid="topology">
      <Drawing {...props} direction="wide" className="hidden w-full sm:block" />
      <Drawing {...props} direction="tall" className="mx-auto w-full max-w-sm sm:hidden" />
    </div>
  );
}

function Drawing({
  picture,
  requests,
  direction,
  className,
}: TopologyProps & { direction: Direction; className: string }) {
  const at = layoutOf(direction);
  const { nodes, stores, sentinels, request, outage } = picture;
  const lane = nodes.findIndex(({ name }) => name === request.node);
  const primary = stores.findIndex(({ role }) => role === "primary");
  const toNode = (index: number) => at.track(at.nginx, at.node(index), { from: nginxRadius, to: nodeRadius });
  const toStore = (index: number, store: number) =>
    at.track(at.node(index), at.redis(store), {
      // On a phone the track begins below the text under the node.
      from: direction === "wide" ? nodeRadius : 66,
      to: redisRadius,
    });
  const toNginx = at.track(at.you, at.nginx, { from: 9, to: nginxRadius });
  // A request that no node has answered is drawn as broken up to nginx. One that the store has not
  // answered is drawn as broken between its node and the store.
  const lit = request.way === "through" ? "through" : "broken";
  const entrance = lane >= 0 ? "through" : lit;
  return (
    <svg
      viewBox={`0 0 ${at.width} ${at.height}`}
      aria-hidden="true"
      className={`overflow-visible ${className}`}
    >
      <path className="track" d={toNginx} />
      {nodes.map(({ name, is }, index) => (
        <g key={name}>
          <path className="track" d={toNode(index)} data-away={isGone(is) || undefined} />
          {primary >= 0 && (
            <path
              className="track"
              d={toStore(index, primary)}
              data-away={outage || isGone(is) || undefined}
            />
          )}
        </g>
      ))}
      {stores.map(({ name, role, is }, index) =>
        role === "replica" && primary >= 0 ? (
          <path
            key={name}
            className="track replication"
            data-away={is === "down" || outage || undefined}
            d={`M${at.redis(primary).x} ${at.redis(primary).y} L${at.redis(index).x} ${at.redis(index).y}`}
          />
        ) : null,
      )}

      {request.way !== "none" && (
        <g key={`${requests} ${request.way}`} data-node={request.node ?? undefined}>
          <path
            className="track"
            data-lit={entrance}
            data-leg="0"
            pathLength={entrance === "through" ? 1 : undefined}
            d={toNginx}
          />
          {lane >= 0 && (
            <path className="track" data-lit="through" data-leg="1" pathLength={1} d={toNode(lane)} />
          )}
          {lane >= 0 &&
            stores.map(({ name }, store) =>
              request.stores.includes(name) ? (
                <path
                  key={name}
                  className="track"
                  data-lit={lit}
                  data-leg="2"
                  data-to={name}
                  pathLength={lit === "through" ? 1 : undefined}
                  d={toStore(lane, store)}
                />
              ) : null,
            )}
        </g>
      )}

      <You at={at.you} direction={direction} />
      <Nginx at={at.nginx} direction={direction} />
      {nodes.map((node, index) => (
        <Node key={node.name} node={node} now={picture.at} lit={index === lane} at={at.node(index)} />
      ))}
      {stores.map((store, index) => (
        <Store key={store.name} store={store} at={at.redis(index)} direction={direction} />
      ))}
      {sentinels.slice(0, 3).map(({ name, up }, index) => (
        <Sentinel key={name} up={up} at={at.sentinel(index)} />
      ))}
      {sentinels.length > 0 && (
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

function inWords({ nodes, stores, sentinels, outage }: Picture): string {
  const said = [
    ...nodes.map(({ name, is }) => `${name} is ${is}`),
    ...stores.map(({ name, role, is }) => `${name} is ${role}${is === "up" ? "" : " and down"}`),
    `${sentinels.filter(({ up }) => up).length} of ${sentinels.length} Sentinels answer`,
  ];
  const asked = outage ? "Redis replicas, since the primary is silent" : "Redis primary";
  return `Requests go from your browser through nginx to the nodes, and the nodes ask the ${asked}. ${said.join(", ")}.`;
}
