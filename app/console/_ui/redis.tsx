import type { LiveEvent } from "@/lib/live/event.ts";
import type { NodeFigures } from "@/lib/live/figures.ts";
import type { ClusterState } from "@/lib/live/state.ts";
import { Row } from "./row.tsx";

interface RedisProps {
  state: ClusterState;
  figures: NodeFigures | undefined;
  events: readonly LiveEvent[];
  /** Milliseconds until Redis answered this page's question; null if it did not answer. */
  answeredIn: number | null;
}

/** Redis: its primary, its memory, and the cost of its failovers. */
export function Redis({ state, figures, events, answeredIn }: RedisProps) {
  const failovers = events.flatMap((event) => (event.kind === "primary" ? [event] : []));
  const { redis } = figures ?? {};
  return (
    <section aria-labelledby="redis">
      <h2 id="redis" className="font-bold text-xl tracking-tight">
        Redis
      </h2>
      <dl className="mt-4 border-rule border-t" data-testid="cluster">
        <Row label="Redis">
          {answeredIn === null ? "doesn’t answer" : `answers in ${answeredIn.toFixed(1)} ms`}
        </Row>
        <Row label="Primary">{state.redis.primary ?? "unknown"}</Row>
        {state.redis.nodes
          .filter(({ role }) => role === "replica")
          .map(({ name, up, lag }) => (
            <Row key={name} label={name}>
              {up ? `replica, ${lag === null ? "not in step yet" : `${lag} bytes behind`}` : "down"}
            </Row>
          ))}
        <Row label="Sentinels">
          {state.sentinels.filter(({ up }) => up).length} of {state.sentinels.length} answer
        </Row>
        {redis && (
          <>
            <Row label="Memory">
              <Memory used={redis.usedBytes} max={redis.maxBytes} />
            </Row>
            <Row label="Keys with an end">{redis.endingKeys}, most of them sessions</Row>
            <Row label="Evicted">{redis.evicted} keys since this primary’s process began</Row>
          </>
        )}
      </dl>
      <Failovers failovers={failovers} />
    </section>
  );
}

type Failover = Extract<LiveEvent, { kind: "primary" }>;

const shown = 10;

/** The newest first. */
function Failovers({ failovers }: { failovers: readonly Failover[] }) {
  if (failovers.length === 0)
    return <p className="mt-4 text-muted text-sm">No failover is among the last 200 events.</p>;
  return (
    <table className="mt-8 w-full text-left text-sm">
      <caption className="pb-2 text-left font-bold text-base">
        Failovers
        {failovers.length > shown && (
          <span className="font-normal text-muted">
            {" "}
            (the last {shown} of {failovers.length})
          </span>
        )}
      </caption>
      <thead>
        <tr className="border-rule border-b text-muted">
          <th className="py-2 pr-6 font-normal">When (UTC)</th>
          <th className="py-2 pr-6 font-normal">Primary</th>
          <th className="py-2 font-normal">Writes waited</th>
        </tr>
      </thead>
      <tbody>
        {failovers
          .slice(-shown)
          .reverse()
          .map(({ id, at, part, from, ms }) => (
            <tr key={id} className="border-rule border-b">
              <td className="py-2 pr-6 tabular-nums">
                {new Date(at).toISOString().slice(0, 19).replace("T", " ")}
              </td>
              <td className="py-2 pr-6">
                {from} to {part}
              </td>
              <td className="py-2">{ms > 1000 ? `${(ms / 1000).toFixed(1)} s` : "less than 1 s"}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

function Memory({ used, max }: { used: number; max: number }) {
  const megabytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MB`;
  if (max === 0) return <>{megabytes(used)}, and no limit is set</>;
  const share = Math.min(1, used / max);
  return (
    <>
      {megabytes(used)} of {megabytes(max)}
      <svg
        viewBox="0 0 100 4"
        preserveAspectRatio="none"
        aria-hidden="true"
        className="mt-2 block h-2 w-full max-w-sm"
      >
        <rect width="100" height="4" className="fill-rule" />
        <rect width={100 * share} height="4" className="fill-ink" />
      </svg>
    </>
  );
}
