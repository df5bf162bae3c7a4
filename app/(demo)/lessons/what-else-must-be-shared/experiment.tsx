"use client";

import { Answers } from "../_ui/answers.tsx";
import { ask } from "../_ui/ask.ts";
import { Frame } from "../_ui/frame.tsx";
import { useExperiment } from "../_ui/use-experiment.ts";

type Allowed = { alone: boolean; shared: boolean };
type Found = (Allowed & { node: string })[];

// Three nodes that allow four guesses each allow twelve, so both ways of counting refuse some.
const guesses = 15;
const limit = 4;

/** Wrong passwords, counted in two ways at once. */
export function Experiment() {
  const { progress, run } = useExperiment<Found>();
  const perform = () =>
    run(async (doing) => {
      const path = `guesses?visitor=${crypto.randomUUID()}`;
      const found: Found = [];
      doing("Guessing");
      for (let guess = 0; guess < guesses; guess += 1) found.push(await ask<Allowed>(path, "POST"));
      return found;
    });
  const allowed = (found: Found, way: keyof Allowed) => found.filter((answer) => answer[way]).length;
  return (
    <Frame
      progress={progress}
      label={`Guess ${guesses} times`}
      onRun={perform}
      before={`Two throttles allow ${limit} wrong passwords a minute. One counts in each node’s memory, the other in Redis.`}
      hatched="a guess that was refused"
      sentence={(found) =>
        `Counted by each node for itself, ${allowed(found, "alone")} of ${guesses} guesses were allowed; counted together, ${allowed(found, "shared")}.`
      }
    >
      {(found) => (
        <>
          <Answers
            label="Counted by each node"
            answers={found.map(({ node, alone }) => ({ node, good: alone }))}
            words={{ good: "allowed", bad: "refused" }}
          />
          <Answers
            label="Counted in Redis"
            answers={found.map(({ node, shared }) => ({ node, good: shared }))}
            words={{ good: "allowed", bad: "refused" }}
          />
        </>
      )}
    </Frame>
  );
}
