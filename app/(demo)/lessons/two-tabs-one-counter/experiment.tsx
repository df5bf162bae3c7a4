"use client";

import { ask } from "../_ui/ask.ts";
import { Frame } from "../_ui/frame.tsx";
import { useExperiment } from "../_ui/use-experiment.ts";

type Counts = { whole: number; compared: number };
type Found = Counts & { pressed: number };

const presses = 24;

/** Presses one counter of two sessions with as many requests as a browser sends at once. */
export function Experiment() {
  const { progress, run } = useExperiment<Found>();
  const perform = () =>
    run(async (doing) => {
      const visitor = crypto.randomUUID();
      await ask("counter", "PUT");
      for (const way of ["whole", "compared"]) {
        doing(`Pressing ${presses} times at once`);
        const press = () => ask(`counter?way=${way}&visitor=${visitor}`, "POST");
        await Promise.all(Array.from({ length: presses }, press));
      }
      const { whole, compared } = await ask<Counts>(`counter?visitor=${visitor}`);
      return { whole, compared, pressed: presses };
    });
  return (
    <Frame
      progress={progress}
      label={`Press ${presses} times at once`}
      onRun={perform}
      before="Two sessions count the same presses, which all three nodes take at once. One is saved whole, the other by comparing."
      hatched="presses were lost"
      sentence={({ whole, compared, pressed }) =>
        `Saved whole, the session lost ${pressed - whole} of ${pressed} presses; by comparing it lost ${pressed - compared}.`
      }
    >
      {({ whole, compared, pressed }) => (
        <dl className="grid gap-px bg-rule sm:grid-cols-2">
          <Count label="Read, changed, saved whole" count={whole} of={pressed} />
          <Count label="Saved by comparing" count={compared} of={pressed} />
        </dl>
      )}
    </Frame>
  );
}

function Count({ label, count, of }: { label: string; count: number; of: number }) {
  return (
    <div className="bg-panel py-4 sm:pr-6">
      <dt className="text-muted text-sm">{label}</dt>
      <dd className="mt-1 font-bold text-5xl tracking-tight">
        {count} <span className="font-normal text-base text-muted tracking-normal">of {of}</span>
      </dd>
      <div aria-hidden="true" className="mt-3 h-3 border border-ink">
        <div
          className={`h-full ${count === of ? "bg-ink" : "hatch"}`}
          style={{ width: `${(100 * count) / of}%` }}
        />
      </div>
    </div>
  );
}
