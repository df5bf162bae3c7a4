import type { ClusterState } from "@/lib/live/state.ts";
import { NodeBadge } from "../../_ui/node-badge.tsx";
import { shortDuration } from "../../_ui/short-duration.ts";

/** A phone has room for half of the columns. */
const wide = "hidden md:table-cell";
const columns = [
  { called: "Node", when: "" },
  { called: "State", when: "" },
  { called: "Up for", when: "" },
  { called: "Requests", when: wide },
  { called: "Per second", when: wide },
  { called: "Open requests", when: wide },
  { called: "Memory", when: "" },
  { called: "Build", when: wide },
];

/** Each node's report about itself. */
export function Nodes({ state }: { state: ClusterState }) {
  return (
    <section aria-labelledby="nodes">
      <h2 id="nodes" className="font-bold text-xl tracking-tight">
        Nodes
      </h2>
      <table className="mt-4 w-full text-left text-sm">
        <thead>
          <tr className="border-rule border-b text-muted">
            {columns.map(({ called, when }) => (
              <th key={called} className={`py-2 pr-4 font-normal sm:pr-6 ${when}`}>
                {called}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {state.nodes.map(({ name, state: how, facts }) => (
            <tr key={name} className="border-rule border-b">
              <th scope="row" className="py-3 pr-6 font-normal">
                <NodeBadge node={name} />
              </th>
              <td className={`py-3 pr-6 ${how === "up" ? "" : "font-bold"}`}>{how}</td>
              <td className="py-3 pr-6">{shortDuration(state.at - facts.since)}</td>
              <td className={`py-3 pr-6 ${wide}`}>{facts.requests}</td>
              <td className={`py-3 pr-6 ${wide}`}>{facts.requestsPerSecond.toFixed(1)}</td>
              <td className={`py-3 pr-6 ${wide}`}>{facts.inFlight}</td>
              <td className="py-3 pr-6">{Math.round(facts.rss / 1e6)} MB</td>
              <td className={`py-3 font-mono text-xs ${wide}`}>{facts.build.slice(0, 8)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
