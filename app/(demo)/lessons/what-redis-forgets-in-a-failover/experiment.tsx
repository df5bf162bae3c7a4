"use client";

import type { Holder } from "@/demo/lessons/scratch-sessions.ts";
import { Answers } from "../_ui/answers.tsx";
import { Frame } from "../_ui/frame.tsx";
import { useExperiment } from "../_ui/use-experiment.ts";
import { type Login, perform } from "./perform.ts";

type Found = Record<Holder, Login[]>;

const ways: { holder: Holder; called: string }[] = [
  { holder: "primary", called: "Acknowledged once the primary has it" },
  { holder: "replicas", called: "Acknowledged once the replicas have it" },
];

/**
 * People sign in in both ways. The primary is lost at once after the last of them, and everybody
 * comes back with the cookie that they got.
 */
export function Experiment() {
  const { progress, run } = useExperiment<Found>();
  return (
    <Frame
      progress={progress}
      label="Sign in and lose the primary"
      onRun={() => run(perform)}
      before="The site starts a small Redis for you, whose replicas are 1.2 s behind. 20 people sign in in each of two ways. Then the primary loses its power. The experiment takes 15 s."
      hatched="a login that was forgotten"
      sentence={verdict}
    >
      {(found) => (
        <>
          {ways.map(({ holder, called }) => (
            <div key={holder} data-holder={holder}>
              <Answers
                label={called}
                answers={acknowledged(found[holder]).map(({ node, known }) => ({ node, good: known }))}
                words={{ good: "known", bad: "forgotten" }}
              />
            </div>
          ))}
          <Outcome found={found} />
        </>
      )}
    </Frame>
  );
}

const acknowledged = (logins: readonly Login[]) => logins.filter(({ refused }) => !refused);
const forgotten = (logins: readonly Login[]) => acknowledged(logins).filter(({ known }) => !known).length;
const refused = (logins: readonly Login[]) => logins.length - acknowledged(logins).length;

function verdict({ primary, replicas }: Found): string {
  const of = (logins: readonly Login[]) => `${forgotten(logins)} of ${acknowledged(logins).length}`;
  const unavailable = refused(replicas);
  const rest =
    unavailable > 0 ? ` ${unavailable} more couldn’t be made safe in time, so the site answered 503.` : "";
  return `Acknowledged by the primary alone, ${of(primary)} logins were forgotten; acknowledged by the replicas too, ${of(replicas)}.${rest}`;
}

function Outcome({ found }: { found: Found }) {
  const rows: { label: string; of: (logins: readonly Login[]) => string }[] = [
    { label: "Acknowledged", of: (logins) => String(acknowledged(logins).length) },
    { label: "Of these, forgotten", of: (logins) => String(forgotten(logins)) },
    { label: "Answered 503", of: (logins) => String(refused(logins)) },
    { label: "The quickest took", of: (logins) => duration(times(logins)[0]) },
    { label: "The slowest took", of: (logins) => duration(times(logins).at(-1)) },
  ];
  return (
    <table className="mt-6 w-full max-w-2xl text-left text-sm">
      <thead>
        <tr className="border-rule border-b text-muted">
          <td className="py-2" />
          <th scope="col" className="py-2 pr-4 font-normal">
            Primary
          </th>
          <th scope="col" className="py-2 font-normal">
            Replicas
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ label, of }) => (
          <tr key={label} className="border-rule border-b">
            <th scope="row" className="py-2 pr-4 font-normal">
              {label}
            </th>
            {ways.map(({ holder }) => (
              <td key={holder} className="py-2 pr-4 tabular-nums">
                {of(found[holder])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const times = (logins: readonly Login[]) => logins.map(({ ms }) => ms).sort((a, b) => a - b);

const duration = (ms = 0) => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);
