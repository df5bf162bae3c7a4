"use client";

import { useEffect, useRef } from "react";
import { secondary } from "../../../_ui/button.ts";
import { Frame } from "../_ui/frame.tsx";
import { useExperiment } from "../_ui/use-experiment.ts";
import { type Found, perform, signOutInDjango, takeSignedOut } from "./perform.ts";

/**
 * Asks the app and the services whether the person is signed in. The second button signs out in one
 * of them.
 * @param signedIn Whether the page's node knows the person as signed in.
 */
export function Experiment({ signedIn }: { signedIn: boolean }) {
  const { progress, run } = useExperiment<Found>();
  const looked = useRef(false);
  useEffect(() => {
    if (looked.current) return;
    looked.current = true;
    if (takeSignedOut() && !signedIn) void run((doing) => perform(doing, true));
  }, [signedIn, run]);
  return (
    <Frame
      progress={progress}
      label="Ask all four"
      onRun={() => run((doing) => perform(doing))}
      more={
        signedIn && (
          <button type="button" className={secondary} onClick={() => run(signOutInDjango)}>
            Sign out in Django
          </button>
        )
      }
      before="Each service reads this site’s cookie and asks Redis by itself. Sign in first, and they greet you by name."
      sentence={sentenceOf}
    >
      {({ answers = [] }) => (
        <dl>
          {answers.map(({ door: { door, called, language }, name, node, process }) => (
            <div
              key={door}
              data-door={door}
              className="grid gap-x-6 gap-y-1 border-rule border-b py-3 last:border-b-0 sm:grid-cols-[14rem_1fr] sm:items-center"
            >
              <dt>
                <span className="block font-bold">{called}</span>
                <span className="text-muted text-sm">{language}</span>
              </dt>
              <dd>
                {name ? `Hello, ${name}.` : "Not signed in."}
                {node && (
                  <span className="block text-muted text-sm">
                    {node}
                    {process && `, process ${process}`}
                  </span>
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Frame>
  );
}

function sentenceOf({ answers, cart, signedOut }: Found): string {
  if (!answers) {
    return "The services don’t run on this site. Start it with `npm start -- --services`, which needs Python 3.11, Java 17 and Maven.";
  }
  const known = answers.filter(({ name }) => name !== null);
  if (known.length === 0)
    return signedOut
      ? "You signed out in Django, and all four refused the next request."
      : "You are not signed in, and all four say so.";
  if (known.length < answers.length)
    return `Only ${known.map(({ door }) => door.called).join(", ")} treated you as signed in.`;
  return `All four greet you by name. Django put tea into your cart, and Spring Boot shows ${cart?.length === 1 ? "it" : `${cart?.length} of them`}.`;
}
