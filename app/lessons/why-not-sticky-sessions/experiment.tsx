"use client";

import { secondary } from "../../_ui/button.ts";
import { type Answer, Answers } from "../_ui/answers.tsx";
import { askTimes } from "../_ui/ask.ts";
import { Frame } from "../_ui/frame.tsx";
import { killNode } from "../_ui/kill.ts";
import { useExperiment } from "../_ui/use-experiment.ts";

type Visit = { visits: number };
type Found = { node: string; killed: boolean; before: Answer[]; after: Answer[] };

/** Six visits to the pinned node; then, if it may be killed, six more. A visit is good if the node remembers those before. */
export function Experiment({ canKill }: { canKill: boolean }) {
  const { progress, run } = useExperiment<Found>();
  const perform = (kill: boolean) =>
    run(async (doing) => {
      const path = `sticky?visitor=${crypto.randomUUID()}`;
      doing("Visiting the same node six times");
      const before = await askTimes<Visit>(6, path);
      const node = before[0]?.node ?? "";
      if (kill) {
        doing(`Killing ${node}`);
        await killNode(node);
      }
      doing("Visiting six times more");
      const after = await askTimes<Visit>(6, path);
      const good = (visits: (Visit & { node: string })[], earlier: number) =>
        visits.map(({ node, visits: counted }, index) => ({ node, good: counted === earlier + index + 1 }));
      return { node, killed: kill, before: good(before, 0), after: good(after, 6) };
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
      before="nginx pins you to one node, which counts your visits in its memory, as a session would be kept there."
      sentence={({ node, killed, after }) => {
        const kept = after.every(({ good }) => good);
        if (killed)
          return kept
            ? `${node} was killed, and the visits were kept.`
            : `${node} was killed, and with it all that it knew of you: the count began again at 1.`;
        return kept
          ? `${node} remembered all twelve visits. Pinning works, as long as ${node} lives.`
          : "The node changed by itself, and the count began again.";
      }}
    >
      {({ killed, before, after }) => (
        <>
          <Answers label="Visits 1 to 6" answers={before} words={{ good: "remembered", bad: "forgotten" }} />
          <Answers
            label={killed ? "Visits 7 to 12, after the kill" : "Visits 7 to 12"}
            answers={after}
            words={{ good: "remembered", bad: "forgotten" }}
          />
        </>
      )}
    </Frame>
  );
}
