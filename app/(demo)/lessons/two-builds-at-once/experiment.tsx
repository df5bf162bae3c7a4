"use client";

import type { Way } from "@/demo/lessons/two-builds.ts";
import { type Answer, Answers } from "../_ui/answers.tsx";
import { ask } from "../_ui/ask.ts";
import { Frame } from "../_ui/frame.tsx";
import { useExperiment } from "../_ui/use-experiment.ts";

const steps: { way: Way; deploy: number; called: string }[] = [
  { way: "at-once", deploy: 0, called: "One release: the field is renamed" },
  { way: "at-once", deploy: 1, called: "One release: rolled back" },
  { way: "in-steps", deploy: 0, called: "Two releases: the first reads both names" },
  { way: "in-steps", deploy: 1, called: "Two releases: the second writes the new name" },
  { way: "in-steps", deploy: 2, called: "Two releases: the second rolled back" },
];
type Found = { step: (typeof steps)[number]; answers: Answer[] }[];

const nodes = 3;
/** Visits after each node that a deploy has reached. */
const visits = 3;
const mostTries = 12;

/**
 * Renames a field of the session on one node after the other, in two ways, while a visitor keeps
 * coming back.
 */
export function Experiment() {
  const { progress, run } = useExperiment<Found>();
  const perform = () =>
    run(async (doing) => {
      const visit = ({ way, deploy }: { way: Way; deploy: number }, updated: readonly string[]) =>
        ask<{ known: boolean }>(`builds?way=${way}&deploy=${deploy}&updated=${updated.join(",")}`, "POST");
      const found: Found = [];
      const names = new Set<string>();
      for (const step of steps) {
        doing(step.called);
        // Each way begins with a session of the old build.
        if (step.deploy === 0) await ask("builds", "PUT");
        for (let tries = 0; names.size < nodes && tries < mostTries; tries += 1)
          names.add((await visit(step, [])).node);
        const answers: Answer[] = [];
        for (let updated = 1; updated <= names.size; updated += 1) {
          for (let turn = 0; turn < visits; turn += 1) {
            const { node, known } = await visit(step, [...names].sort().slice(0, updated));
            answers.push({ node, good: known });
          }
        }
        found.push({ step, answers });
      }
      return found;
    });
  return (
    <Frame
      progress={progress}
      label="Deploy"
      onRun={perform}
      before="A new build keeps your name in the session under another field. Each node gets that build, one after the other, and then the earlier build again. Meanwhile you come three times at each step. The experiment renames the field in one release and in two."
      hatched="a visit at which the node’s build didn’t find your name in your session"
      sentence={(found) =>
        `With the field renamed in one release, your name was missing ${lost(found, "at-once")} times; in two releases, ${lost(found, "in-steps")} times.`
      }
    >
      {(found) =>
        found.map(({ step, answers }) => (
          <div key={step.called} data-way={step.way} data-deploy={step.deploy}>
            <Answers label={step.called} answers={answers} words={{ good: "found", bad: "missing" }} />
          </div>
        ))
      }
    </Frame>
  );
}

const lost = (found: Found, way: Way) =>
  found
    .filter(({ step }) => step.way === way)
    .flatMap(({ answers }) => answers)
    .filter(({ good }) => !good).length;
