"use client";

import { ask } from "../_ui/ask.ts";
import { Frame } from "../_ui/frame.tsx";
import { useExperiment } from "../_ui/use-experiment.ts";
import { promoted, readable } from "./decode.ts";

type Cookies = { bare: string; signed: string; sealed: string };
type Believed = Record<keyof Cookies, string | null>;
type Found = { cookies: Cookies; changed: Cookies; original: Believed; believed: Believed };

const kinds = [
  { kind: "bare", called: "Bare", is: "JSON in base64" },
  { kind: "signed", called: "Signed", is: "the same, and an HMAC over it" },
  { kind: "sealed", called: "Sealed", is: "encrypted and signed (iron-session), as this site does" },
] as const;

/**
 * Takes three cookies that say the same, changes `user` to `operator` in the browser, and
 * asks which cookies the site believes.
 */
export function Experiment() {
  const { progress, run } = useExperiment<Found>();
  const perform = () =>
    run(async () => {
      const { bare, signed, sealed } = await ask<Cookies>("cookie");
      const cookies = { bare, signed, sealed };
      const changed = { bare: promoted(bare), signed: promoted(signed), sealed: promoted(sealed) };
      const original = await ask<Believed>("cookie", "POST", cookies);
      const believed = await ask<Believed>("cookie", "POST", changed);
      return { cookies, changed, original, believed };
    });
  return (
    <Frame
      progress={progress}
      label="Become an operator"
      onRun={perform}
      before="The server makes three cookies, each with a name and a role. This page reads them, changes your role, and shows them to the server again."
      sentence={({ believed }) => {
        const fooled = kinds
          .filter(({ kind }) => believed[kind] === "operator")
          .map(({ called }) => called.toLowerCase());
        return fooled.length === 0
          ? "No changed cookie was believed."
          : `The ${fooled.join(" and the ")} cookie made you an operator; the others were refused.`;
      }}
    >
      {({ cookies, original, believed }) => (
        <dl>
          {kinds.map(({ kind, called, is }) => (
            <div
              key={kind}
              data-cookie={kind}
              className="grid gap-x-6 gap-y-2 border-rule border-b py-4 last:border-b-0 sm:grid-cols-[11rem_1fr]"
            >
              <dt>
                <span className="block font-bold">{called}</span>
                <span className="text-muted text-sm">{is}</span>
              </dt>
              <dd className="min-w-0 space-y-2 text-sm">
                <p className="break-all font-mono text-muted text-xs">{cookies[kind]}</p>
                <p>
                  Read in your browser:{" "}
                  <code className="break-all font-mono" data-testid={`read-${kind}`}>
                    {readable(cookies[kind]) ?? "nothing but noise"}
                  </code>
                </p>
                <p>
                  Unchanged, the server takes you for {original[kind] ?? "nobody"}. Changed:{" "}
                  <strong>{believed[kind] ? `for ${believed[kind]}` : "refused"}</strong>.
                </p>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Frame>
  );
}
