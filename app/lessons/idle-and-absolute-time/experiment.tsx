"use client";

import { useState } from "react";
import { ask } from "../_ui/ask.ts";
import { Frame } from "../_ui/frame.tsx";
import { useExperiment } from "../_ui/use-experiment.ts";

type Look = { seconds: number; alive: boolean };
type Found = { used: Look[]; unused: Look };

const idle = 4;
const absolute = 10;

/** Uses one session each second until it ends, and the other once, after a pause that is longer than its idle time. */
export function Experiment() {
  const { progress, run } = useExperiment<Found>();
  const [looks, setLooks] = useState<Look[]>([]);
  const perform = () =>
    run(async (doing) => {
      setLooks([]);
      await ask("lifetimes", "POST");
      const began = performance.now();
      const passed = () => (performance.now() - began) / 1000;
      const look = async (which: string): Promise<Look> => {
        const { alive } = await ask<{ alive: boolean }>(`lifetimes?which=${which}`);
        return { seconds: Math.round(passed() * 10) / 10, alive };
      };
      const used: Look[] = [];
      let unused: Look | undefined;
      while (passed() < absolute + 3) {
        used.push(await look("used"));
        setLooks([...used]);
        if (!unused && passed() > idle + 1) unused = await look("unused");
        if (!used.at(-1)?.alive) break;
        doing(`${Math.round(passed())} s: the one that is used lives`);
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
      return { used, unused: unused ?? (await look("unused")) };
    });
  return (
    <>
      <Frame
        progress={progress}
        label="Begin two sessions"
        onRun={perform}
        before={`Both end after ${idle} s without use, and after ${absolute} s in any case. One is used each second, the other is left alone. It takes 11 s.`}
        sentence={({ used, unused }) => {
          const end = used.find(({ alive }) => !alive)?.seconds;
          return `The one that was left alone ${unused.alive ? "still lived" : "was gone"} after ${unused.seconds} s; the one that was used ${end === undefined ? "still lives" : `ended between ${used.at(-2)?.seconds} and ${end} s, used or not`}.`;
        }}
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
        <dt className="font-bold">Left alone, then used once</dt>
        <dd className="mt-2 flex">
          <Mark {...unused} />
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
