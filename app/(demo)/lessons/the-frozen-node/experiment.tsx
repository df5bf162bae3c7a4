"use client";

import { Frame } from "../_ui/frame.tsx";
import { useExperiment } from "../_ui/use-experiment.ts";
import { type Found, perform, type Sent } from "./perform.ts";

/** Freezes a node and shows which requests met it, how long they waited and how they ended. */
export function Experiment({ canFreeze }: { canFreeze: boolean }) {
  const { progress, run } = useExperiment<Found>();
  return (
    <Frame
      progress={progress}
      label="Freeze a node"
      onRun={() =>
        run((doing) => {
          if (!canFreeze)
            throw new Error("Only operators may freeze nodes of this site, and a runner has to be there.");
          return perform(doing);
        })
      }
      before="One node stops where it stands: its connections stay open, and it answers nothing. For 10 s this page reads about 20 times per second, and it writes three times at once. Then the node goes on."
      sentence={verdict}
    >
      {(found) => <Outcome found={found} />}
    </Frame>
  );
}

const failed = (sent: readonly Sent[]) => sent.filter(({ status }) => status !== 200);
const retried = (sent: readonly Sent[]) => sent.filter(({ tries }) => tries > 1);
const slowest = (sent: readonly Sent[]) => Math.max(0, ...sent.map(({ ms }) => ms));

function verdict({ frozen, reads, writes }: Found): string {
  const met = retried(reads);
  const refused = failed(writes);
  const read = `${frozen} was frozen. nginx retried ${met.length} of ${reads.length} reads on another node, and the slowest took ${duration(slowest(reads))}; ${failed(reads).length} failed.`;
  const write =
    refused.length === 0
      ? "None of the 3 writes met it."
      : `${refused.length} of ${writes.length} writes met it: answered ${refused[0]?.status} after ${duration(slowest(refused))}, and not repeated.`;
  return `${read} ${write}`;
}

function Outcome({ found: { reads, writes } }: { found: Found }) {
  const quick = reads.filter(({ tries }) => tries === 1);
  const rows = [
    { label: "Reads that nginx retried", sent: retried(reads) },
    { label: "All other reads", sent: quick },
    { label: "Writes", sent: writes },
  ];
  return (
    <table className="w-full max-w-2xl text-left text-sm">
      <thead>
        <tr className="border-rule border-b text-muted">
          <td className="py-2" />
          {["Sent", "Failed", "The slowest took"].map((head) => (
            <th key={head} scope="col" className="py-2 pr-4 font-normal">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ label, sent }) => (
          <tr key={label} className="border-rule border-b">
            <th scope="row" className="py-2 pr-4 font-normal">
              {label}
            </th>
            <td className="py-2 pr-4 tabular-nums">{sent.length}</td>
            <td className="py-2 pr-4 tabular-nums">{failed(sent).length}</td>
            <td className="py-2 pr-4 tabular-nums">{duration(slowest(sent))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const duration = (ms: number) => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);
