"use client";

import type { Habit, Told } from "@/demo/lessons/outage.ts";
import { ask } from "../_ui/ask.ts";
import { Frame } from "../_ui/frame.tsx";
import { useExperiment } from "../_ui/use-experiment.ts";

type Logins = { own: Told; ended: Told };
type Look = Record<Habit, Logins>;
type Found = { before: Look; during: Look; after: Look };

const ways: { habit: Habit; called: string }[] = [
  { habit: "forgets", called: "“No answer” means signed out" },
  { habit: "trusts", called: "“No answer” means let in" },
  { habit: "refuses", called: "“No answer” means 503" },
];
const times = [
  { when: "before", called: "Before" },
  { when: "during", called: "Redis away" },
  { when: "after", called: "Afterwards" },
] as const;
const words: Record<Told, string> = { in: "signed in", out: "signed out", "503": "503" };

/**
 * Signs in, takes Redis away from the nodes' stores and gives it back. Each time it looks which
 * cookies the site accepts.
 */
export function Experiment() {
  const { progress, run } = useExperiment<Found>();
  const perform = () =>
    run(async (doing) => {
      await ask("outage", "PUT");
      const look = (redis: "there" | "away") => ask<Look>(`outage?redis=${redis}`);
      doing("Asking while Redis is there");
      const before = await look("there");
      doing("Asking while Redis can’t be reached");
      const during = await look("away");
      doing("Asking when Redis is back");
      return { before, during, after: await look("there") };
    });
  return (
    <Frame
      progress={progress}
      label="Take Redis away"
      onRun={perform}
      before="You sign in twice, and sign out of one login, whose cookie somebody has copied. Then the node’s session store gets an address where no Redis answers, and afterwards the right address again. This page tries three ways to treat that, side by side."
      hatched="a wrong answer: your login is gone, or the ended one is let in"
      sentence={verdict}
    >
      {(found) => (
        <>
          <Answers found={found} which="own" caption="Your login" />
          <Answers found={found} which="ended" caption="The login that was ended" />
        </>
      )}
    </Frame>
  );
}

function Answers({ found, which, caption }: { found: Found; which: keyof Logins; caption: string }) {
  return (
    <table className="mb-6 w-full max-w-2xl text-left text-sm" data-login={which}>
      <caption className="pb-1 text-left font-bold">{caption}</caption>
      <thead>
        <tr className="border-rule border-b text-muted">
          <td className="py-2" />
          {times.map(({ when, called }) => (
            <th key={when} scope="col" className="py-2 pr-4 font-normal">
              {called}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ways.map(({ habit, called }) => (
          <tr key={habit} className="border-rule border-b" data-habit={habit}>
            <th scope="row" className="py-3 pr-4 font-normal">
              {called}
            </th>
            {times.map(({ when }) => {
              const told = found[when][habit][which];
              const wrong = told === (which === "own" ? "out" : "in");
              return (
                <td key={when} className="py-3 pr-4">
                  <span className="inline-flex items-center gap-2">
                    <span
                      aria-hidden="true"
                      className={`inline-block size-4 shrink-0 border border-ink ${wrong ? "hatch" : ""}`}
                    />
                    {words[told]}
                  </span>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function verdict({ during, after }: Found): string {
  const said = ways.map(({ habit, called }) => {
    const faults = [
      after[habit].own !== "in" && "lost your login for good",
      during[habit].ended === "in" && "let in somebody who had been signed out",
    ].filter(Boolean);
    return `${called}: ${faults.join(" and ") || "no login lost, nobody let in"}.`;
  });
  return said.join(" ");
}
