"use client";

import Link from "next/link";
import { type ReactNode, useState } from "react";
import { secondary } from "../../../_ui/button.ts";
import { askBreak } from "../cluster/ask-break.ts";
import type { Powers } from "../cluster/break-things.tsx";
import { servedBy, type Tape } from "../tape/tape.ts";
import { hasMetAll, hasOutlived, type Killed } from "./steps.ts";

interface GuideProps {
  tape: Tape;
  /** The node that served the page: the one to kill until the first answer comes. */
  first: string;
  /** Whether the person is signed in. */
  signedIn: boolean;
  powers: Powers;
  /** A button that signs in without a password, where the site allows that. */
  demo: ReactNode;
  onClose: () => void;
}

/** The three things to do here. Each step ticks itself off when the page sees that it happened. */
export function Guide({ tape, first, signedIn, powers, demo, onClose }: GuideProps) {
  const [killed, setKilled] = useState<Killed | null>(null);
  const [problem, setProblem] = useState("");
  const kill = async () => {
    const node = servedBy(tape) ?? first;
    setKilled({ node, next: tape.next, session: tape.session?.id ?? null });
    setProblem((await askBreak("kill", node)) ?? "");
  };
  const outlived = !problem && hasOutlived(tape, killed);
  return (
    <section aria-labelledby="guide" className="max-w-xl" data-testid="guide">
      <div className="flex items-center justify-between gap-4">
        <h2 id="guide" className="font-bold text-sm">
          Kill the node that serves you, and stay signed in:
        </h2>
        <button
          type="button"
          onClick={onClose}
          className="-mr-3 min-h-11 shrink-0 rounded-panel px-3 text-muted text-sm underline underline-offset-4 hover:text-ink"
        >
          Close<span className="sr-only"> the guide</span>
        </button>
      </div>
      <ol aria-live="polite" className="divide-y divide-rule border-rule border-y">
        <Step number={1} done={hasMetAll(tape)} text="Watch the three nodes take turns" />
        <Step number={2} done={signedIn} text={signedIn ? "You are signed in" : "Sign in"}>
          {!signedIn &&
            (demo ?? (
              <Link href="/login?next=/" className={secondary}>
                Sign in
              </Link>
            ))}
        </Step>
        <Step
          number={3}
          done={outlived}
          text={
            outlived
              ? `${killed?.node} is gone, and ${signedIn ? "you are still signed in" : "another node answers you"}`
              : problem || "Kill the node that serves you"
          }
        >
          {powers.may && powers.runner ? (
            <button
              type="button"
              className={secondary}
              onClick={kill}
              aria-label="Kill it: the node that serves you"
            >
              Kill it
            </button>
          ) : (
            <a href="#break" className={secondary}>
              How
            </a>
          )}
        </Step>
      </ol>
    </section>
  );
}

interface StepProps {
  number: number;
  done: boolean;
  text: string;
  /** The button or link of this step. */
  children?: ReactNode;
}

function Step({ number, done, text, children }: StepProps) {
  return (
    <li className="flex min-h-13 items-center gap-3 py-1" data-done={done}>
      <span
        aria-hidden="true"
        className={`inline-grid size-6 shrink-0 place-items-center rounded-full border border-ink font-bold text-xs ${done ? "bg-ink text-paper" : ""}`}
      >
        {done ? "✓" : number}
      </span>
      <span className="min-w-0 grow text-sm">
        {text}
        {done && <span className="sr-only"> (done)</span>}
      </span>
      {children}
    </li>
  );
}
