"use client";

import { secondary } from "../../../_ui/button.ts";
import { Answers } from "../_ui/answers.tsx";
import { ask, askTimes } from "../_ui/ask.ts";
import { Frame } from "../_ui/frame.tsx";
import { killNode } from "../_ui/kill.ts";
import { useExperiment } from "../_ui/use-experiment.ts";

type Known = { memory: boolean; stateless: boolean; redis: boolean };
type Answer = Known & { node: string };
type Found = { signedInBy: string; killed: boolean; before: Answer[]; after: Answer[] };

const strategies = [
  { strategy: "memory", called: "In the node’s memory", short: "memory" },
  { strategy: "stateless", called: "All in a sealed cookie", short: "the sealed cookie" },
  { strategy: "redis", called: "In Redis", short: "Redis" },
] as const;

/**
 * Signs in three ways at once, asks twelve times, signs out, and asks twelve times with the cookies
 * that a thief would have copied.
 */
export function Experiment({ canKill }: { canKill: boolean }) {
  const { progress, run } = useExperiment<Found>();
  const perform = (kill: boolean) =>
    run(async (doing) => {
      doing("Signing in");
      const { node: signedInBy } = await ask("strategies", "POST");
      if (kill) {
        doing(`Killing ${signedInBy}`);
        await killNode(signedInBy);
      }
      doing("Asking twelve times");
      const before = await askTimes<Known>(12, "strategies");
      doing("Signing out");
      await ask("strategies", "DELETE");
      doing("Asking twelve times with the old cookies");
      const after = await askTimes<Known>(12, "strategies");
      return { signedInBy, killed: kill, before, after };
    });

  return (
    <Frame
      progress={progress}
      label="Sign in, ask, sign out, ask"
      onRun={() => perform(false)}
      more={
        canKill && (
          <button type="button" className={secondary} onClick={() => perform(true)}>
            The same, and kill a node
          </button>
        )
      }
      before="You sign in three times at once, and the site keeps each login in a different way. This page asks for each on the node that nginx chooses, before and after the sign-out."
      hatched="unknown before the sign-out, or still let in after it"
      sentence={verdict}
    >
      {({ signedInBy, killed, before, after }) => (
        <>
          <p className="mb-3 text-sm">
            Signed in on {signedInBy}
            {killed && ", which was killed right after"}.
          </p>
          {strategies.map(({ strategy, called }) => (
            <div key={strategy} className="border-rule border-t py-2" data-strategy={strategy}>
              <h3 className="pt-2 font-bold">{called}</h3>
              <Answers
                label="Signed in"
                answers={before.map((answer) => ({ node: answer.node, good: answer[strategy] }))}
                words={{ good: "known", bad: "unknown" }}
              />
              <Answers
                label="Signed out"
                answers={after.map((answer) => ({ node: answer.node, good: !answer[strategy] }))}
                words={{ good: "refused", bad: "still let in" }}
              />
            </div>
          ))}
        </>
      )}
    </Frame>
  );
}

function verdict({ before, after }: Found): string {
  const faults = strategies.map(({ strategy, short }) => {
    const lost = before.filter((answer) => !answer[strategy]).length;
    const undead = after.filter((answer) => answer[strategy]).length;
    const said = [
      lost > 0 && `lost the login ${lost} of 12 times`,
      undead > 0 && `let in ${undead} of 12 after the sign-out`,
    ].filter(Boolean);
    return { short, said: said.join(" and ") };
  });
  const fine = faults.filter(({ said }) => said === "").map(({ short }) => short);
  const failed = faults.filter(({ said }) => said !== "").map(({ short, said }) => `${short} ${said}`);
  const sentence = failed.join("; ");
  return `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}. Without a fault: ${fine.join(", ") || "none"}.`;
}
