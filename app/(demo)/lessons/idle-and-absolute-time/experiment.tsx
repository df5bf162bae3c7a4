"use client";

import { useState } from "react";
import { ask } from "../_ui/ask.ts";
import { Frame } from "../_ui/frame.tsx";
import { useExperiment } from "../_ui/use-experiment.ts";

type Look = { seconds: number; alive: boolean };
type Found = { used: Look[]; unused: Look[] };

const idle = 4;
const absolute = 10;
/**
 * Sessions that the experiment leaves alone. A look is a use, so it looks at each one once, a
 * second later than at the one before.
 */
const leftAlone = 6;

/**
 * Uses one session each second until it ends, and each of the others once, after different times.
 */
export function Experiment() {
  const { progress, run } = useExperiment<Found>();
  const [looks, setLooks] = useState<Look[]>([]);
  const perform = () =>
    run(async (doing) => {
      setLooks([]);
      await ask("lifetimes", "POST");
      const began = performance.now();
      const passed = () => (performance.now() - began) / 1000;
      const look = async (which: number): Promise<Look> => {
        const { alive } = await ask<{ alive: boolean }>(`lifetimes?which=${which}`);
        return { seconds: Math.round(passed() * 10) / 10, alive };
      };
      const used: Look[] = [];
      const unused: Look[] = [];
      while (passed() < absolute + 3) {
        used.push(await look(0));
        setLooks([...used]);
        if (passed() > 1 && unused.length < leftAlone) unused.push(await look(unused.length + 1));
        if (!used.at(-1)?.alive) break;
        doing(`${Math.round(passed())} s: the session in use is alive`);
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
      return { used, unused };
    });
  return (
    <>
      <Frame
        progress={progress}
        label="Begin sessions"
        onRun={perform}
        before={`Each session ends after ${idle} s without use, and after ${absolute} s in any case. This page uses one of them each second. It leaves the others alone and looks at each of them once, later than at the one before. The experiment takes 11 s.`}
        hatched="the session has ended"
        sentence={({ used, unused }) =>
          `Left alone, a session ended between ${around(unused)} s; the one that was used ended between ${around(used)} s, used or not.`
        }
      >
        {({ used, unused }) => <Times used={used} unused={unused} />}
      </Frame>
      {progress.status === "running" && (
        <p className="mt-2 text-muted text-sm" aria-hidden="true">
          {looks.map(({ alive }) => (alive ? "●" : "○")).join(" ")}
        </p>
      )}
    </>
  );
}

/** The last look that found the session alive and the first that did not, in seconds. */
function around(looks: readonly Look[]): string {
  const end = looks.findIndex(({ alive }) => !alive);
  if (end < 0) return `${looks.at(-1)?.seconds} and more`;
  return `${looks[end - 1]?.seconds ?? 0} and ${looks[end]?.seconds}`;
}

function Times({ used, unused }: Found) {
  return (
    <dl className="space-y-4 text-sm">
      <div>
        <dt className="font-bold">Used each second</dt>
        <dd className="mt-2 flex flex-wrap gap-1">
          {used.map(({ seconds, alive }) => (
            <Mark key={seconds} seconds={seconds} alive={alive} />
          ))}
        </dd>
      </div>
      <div>
        <dt className="font-bold">Left alone, then used once: another session each</dt>
        <dd className="mt-2 flex flex-wrap gap-1">
          {unused.map(({ seconds, alive }) => (
            <Mark key={seconds} seconds={seconds} alive={alive} />
          ))}
        </dd>
      </div>
    </dl>
  );
}

function Mark({ seconds, alive }: Look) {
  return (
    <span
      className={`inline-grid min-w-14 place-items-center border border-ink px-1.5 py-1 ${alive ? "bg-ink text-paper" : "hatch"}`}
    >
      <span className={alive ? "" : "bg-panel px-1"}>
        {seconds} s<span className="sr-only">: {alive ? "alive" : "ended"}</span>
      </span>
    </span>
  );
}
