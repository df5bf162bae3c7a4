"use client";

import type { Done } from "@/demo/lessons/lesson-job.ts";
import { secondary } from "../../../_ui/button.ts";
import { Answers } from "../_ui/answers.tsx";
import { Frame } from "../_ui/frame.tsx";
import { useExperiment } from "../_ui/use-experiment.ts";
import { type Found, perform } from "./perform.ts";

/**
 * A job each second, for which every node has a timer. At the second button the node dies that did
 * the last job.
 */
export function Experiment({ canKill }: { canKill: boolean }) {
  const { progress, run } = useExperiment<Found>();
  return (
    <Frame
      progress={progress}
      label="Start the timers"
      onRun={() => run((doing) => perform(doing, false))}
      more={
        canKill && (
          <button type="button" className={secondary} onClick={() => run((doing) => perform(doing, true))}>
            The same, and kill the node at work
          </button>
        )
      }
      before="Each node gets a timer that does a job every second, in two ways: by itself, and by asking Redis whose turn it is."
      hatched="a slot that was done once more"
      sentence={({ slots, alone, once, killed }) =>
        `${killed ? `${killed} was killed. ` : ""}In ${slots} seconds the nodes did the job ${alone.length} times by themselves, and ${once.length} times by the lease.`
      }
    >
      {({ alone, once }) => (
        <>
          <Answers label="Each node by itself" answers={rated(alone)} words={words} />
          <Answers label="By lease and fencing token" answers={rated(once)} words={words} />
        </>
      )}
    </Frame>
  );
}

const words = { good: "for the first time", bad: "once more" };

/** In order of their slots. The first time that a slot is done is good. */
function rated(done: readonly Done[]) {
  const inOrder = done.toSorted((one, other) => one.slot - other.slot);
  return inOrder.map(({ slot, node }, index) => ({ node, good: inOrder[index - 1]?.slot !== slot }));
}
