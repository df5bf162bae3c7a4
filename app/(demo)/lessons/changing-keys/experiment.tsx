"use client";

import type { Change } from "@/demo/lessons/key-rings.ts";
import { type Answer, Answers } from "../_ui/answers.tsx";
import { ask } from "../_ui/ask.ts";
import { Frame } from "../_ui/frame.tsx";
import { useExperiment } from "../_ui/use-experiment.ts";

const ways: { change: Change; called: string; passes: 1 | 2 }[] = [
  { change: "replaced", called: "The new key replaces the old one", passes: 1 },
  { change: "added", called: "The new key seals, the old one still opens", passes: 1 },
  { change: "twice", called: "Every node opens the new key, then every node seals with it", passes: 2 },
];
type Found = Record<Change, Answer[]>;

const nodes = 3;
/** Requests at each step of a change. */
const requests = 3;
const mostTries = 12;

/**
 * Changes a key on one node after the other, in three ways, while a visitor keeps sending requests.
 */
export function Experiment() {
  const { progress, run } = useExperiment<Found>();
  const perform = () =>
    run(async (doing) => {
      const request = (change: Change, pass: number, updated: readonly string[]) =>
        ask<{ known: boolean }>(`keys?change=${change}&pass=${pass}&updated=${updated.join(",")}`, "POST");
      doing("Signing in");
      const names = new Set<string>();
      for (let tries = 0; names.size < nodes && tries < mostTries; tries += 1)
        for (const { change } of ways) names.add((await request(change, 1, [])).node);
      const found: Found = { replaced: [], added: [], twice: [] };
      for (const { change, called, passes } of ways) {
        doing(called);
        for (let pass = 1; pass <= passes; pass += 1) {
          for (let updated = 1; updated <= names.size; updated += 1) {
            for (let turn = 0; turn < requests; turn += 1) {
              const { node, known } = await request(change, pass, [...names].sort().slice(0, updated));
              found[change].push({ node, good: known });
            }
          }
        }
      }
      return found;
    });
  return (
    <Frame
      progress={progress}
      label="Change the key"
      onRun={perform}
      before="Each node gets a new key for cookies, one node after the other, as in a deploy. Meanwhile you send three requests at each step. Each node seals your cookie with its own first key. The experiment changes the key in three ways."
      hatched="a request whose cookie the node couldn’t open, so you were signed out"
      sentence={(found) =>
        `Replaced, the new key signed you out ${lost(found.replaced)} times; added, ${lost(found.added)} times; in two passes, ${lost(found.twice)} times.`
      }
    >
      {(found) =>
        ways.map(({ change, called }) => (
          <div key={change} data-change={change}>
            <Answers label={called} answers={found[change]} words={{ good: "known", bad: "signed out" }} />
          </div>
        ))
      }
    </Frame>
  );
}

const lost = (answers: readonly Answer[]) => answers.filter(({ good }) => !good).length;
