"use client";

import { secondary } from "../../../_ui/button.ts";
import { type Answer, Answers } from "../_ui/answers.tsx";
import { ask, askTimes } from "../_ui/ask.ts";
import { Frame } from "../_ui/frame.tsx";
import { killNode } from "../_ui/kill.ts";
import { useExperiment } from "../_ui/use-experiment.ts";

/**
 * The number of visits that the node's memory knows, and the number that a session in Redis knows.
 */
type Visit = { visits: number; stored: number };
type Way = keyof Visit;
type Found = { node: string; killed: boolean; before: Record<Way, Answer[]>; after: Record<Way, Answer[]> };

const ways = [
  { way: "visits", called: "In the node’s memory" },
  { way: "stored", called: "In a session in Redis" },
] as const;

/**
 * Six visits to the pinned node; then, if the visitor may kill it, six more. A visit is good if the
 * node remembers those before.
 */
export function Experiment({ canKill }: { canKill: boolean }) {
  const { progress, run } = useExperiment<Found>();
  const perform = (kill: boolean) =>
    run(async (doing) => {
      const path = `sticky?visitor=${crypto.randomUUID()}`;
      await ask(path, "POST");
      doing("Visiting the same node six times");
      const before = await askTimes<Visit>(6, path);
      const node = before[0]?.node ?? "";
      if (kill) {
        doing(`Killing ${node}`);
        await killNode(node);
      }
      doing("Visiting six times more");
      const after = await askTimes<Visit>(6, path);
      const judged = (visits: (Visit & { node: string })[], earlier: number) => {
        const by = (way: Way) =>
          visits.map(({ node, [way]: counted }, index) => ({ node, good: counted === earlier + index + 1 }));
        return { visits: by("visits"), stored: by("stored") };
      };
      return { node, killed: kill, before: judged(before, 0), after: judged(after, 6) };
    });

  return (
    <Frame
      progress={progress}
      label="Visit a pinned node"
      onRun={() => perform(false)}
      more={
        canKill && (
          <button type="button" className={secondary} onClick={() => perform(true)}>
            The same, and kill it in between
          </button>
        )
      }
      before="nginx pins you to one node. The node counts your visits in its memory, as it would keep a session there, and in a session in Redis."
      hatched="a visit after which the count was wrong"
      sentence={({ node, killed, after }) => {
        const kept = (way: Way) => after[way].every(({ good }) => good);
        if (!killed)
          return kept("visits")
            ? `${node} remembered all twelve visits. Pinning works, as long as ${node} lives.`
            : "The node changed by itself, and the count began again.";
        const memory = kept("visits")
          ? `${node} was killed, and the visits were kept.`
          : `${node} was killed, and with it all that it knew of you: the count began again at 1.`;
        return `${memory} ${kept("stored") ? "The session in Redis counted on." : "The session in Redis lost count, too."}`;
      }}
    >
      {({ killed, before, after }) =>
        ways.map(({ way, called }) => (
          <div key={way} className="border-rule border-t py-2 first:border-t-0" data-way={way}>
            <h3 className="pt-2 font-bold">{called}</h3>
            <Answers
              label="Visits 1 to 6"
              answers={before[way]}
              words={{ good: "remembered", bad: "forgotten" }}
            />
            <Answers
              label={killed ? "Visits 7 to 12, after the kill" : "Visits 7 to 12"}
              answers={after[way]}
              words={{ good: "remembered", bad: "forgotten" }}
            />
          </div>
        ))
      }
    </Frame>
  );
}
