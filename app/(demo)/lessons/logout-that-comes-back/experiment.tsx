"use client";

import { ask } from "../_ui/ask.ts";
import { Frame } from "../_ui/frame.tsx";
import { useExperiment } from "../_ui/use-experiment.ts";

type SignedIn = { whole: boolean; compared: boolean };
type Found = { atOnce: SignedIn; afterwards: SignedIn; saved: string };

/**
 * Begins a slow request, signs out while that works, and looks whether the person is signed in
 * before and after it saves.
 */
export function Experiment() {
  const { progress, run } = useExperiment<Found>();
  const perform = () =>
    run(async (doing) => {
      const path = `logout?visitor=${crypto.randomUUID()}`;
      await ask(path, "PUT");
      doing("A slow request is under way");
      const slow = ask<{ began: boolean; saved: string }>(path, "POST");
      await new Promise((resolve) => setTimeout(resolve, 500));
      doing("Signing out");
      await ask(path, "DELETE");
      const atOnce = await ask<SignedIn>(path);
      doing("The slow request saves what it changed");
      const { began, saved } = await slow;
      if (!began)
        throw new Error("The sign-out came before the slow request had read the session. Try again.");
      return { atOnce, afterwards: await ask<SignedIn>(path), saved };
    });
  return (
    <Frame
      progress={progress}
      label="Sign out during a slow request"
      onRun={perform}
      before="A request takes 1.2 s. Meanwhile somebody signs out. Then the request ends and saves the session."
      hatched="somebody is signed in"
      sentence={({ afterwards }) =>
        `Saved whole, the session is ${afterwards.whole ? "back: somebody is signed in who signed out" : "gone"}; by comparing it is ${afterwards.compared ? "back" : "gone, and stays so"}.`
      }
    >
      {({ atOnce, afterwards }) => (
        <table className="w-full max-w-2xl text-left text-sm">
          <thead>
            <tr className="border-rule border-b text-muted">
              <th className="py-2 font-normal">Is anybody signed in?</th>
              <th className="py-2 font-normal">Saved whole</th>
              <th className="py-2 font-normal">Saved by comparing</th>
            </tr>
          </thead>
          <tbody>
            <Row label="Right after the sign-out" {...atOnce} />
            <Row label="After the slow request" {...afterwards} />
          </tbody>
        </table>
      )}
    </Frame>
  );
}

function Row({ label, whole, compared }: SignedIn & { label: string }) {
  return (
    <tr className="border-rule border-b">
      <th scope="row" className="py-3 pr-4 font-normal">
        {label}
      </th>
      {[
        { way: "whole", is: whole },
        { way: "compared", is: compared },
      ].map(({ way, is }) => (
        <td key={way} className="py-3 pr-4">
          <span className="inline-flex items-center gap-2">
            <span
              aria-hidden="true"
              className={`inline-block size-4 border border-ink ${is ? "hatch" : ""}`}
            />
            {is ? "signed in" : "nobody"}
          </span>
        </td>
      ))}
    </tr>
  );
}
