"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { inWords } from "./duration.ts";
import { Notice } from "./notice.tsx";

/** Why a form came back. */
export type Trouble =
  | { kind: "refused"; text: string }
  | { kind: "throttled"; retryAfter: number }
  | { kind: "unavailable"; retryAfter: number };

interface TroubleProps {
  trouble: Trouble | null;
  /** What the site can't do while the store is away: "Nobody can be signed in right now." */
  away: string;
  /** Why there is a limit, if it isn't to keep guessers out. */
  limit?: string;
  /** Shown below the reason of a refusal. */
  children?: ReactNode;
}

const againstGuessers =
  "All nodes together count the attempts from one network, to keep guessers out. No account is locked, and nobody is signed out.";

/** Says above a form why it came back, to screen readers too, and takes the focus there. */
export function TroubleNotice({ trouble, away, limit = againstGuessers, children }: TroubleProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (trouble) place.current?.focus();
  }, [trouble]);
  return (
    <div ref={place} id="problem" role="alert" tabIndex={-1} className="scroll-mt-8">
      {trouble?.kind === "refused" && <Notice title={trouble.text}>{children}</Notice>}
      {trouble?.kind === "throttled" && (
        <Notice title="Too many tries.">
          {limit} Try again in{" "}
          {trouble.retryAfter < 60 ? `${trouble.retryAfter} s` : inWords(trouble.retryAfter * 1000)}.
        </Notice>
      )}
      {trouble?.kind === "unavailable" && (
        <Notice title={away}>
          One of this site’s databases isn’t answering. Nothing was lost; try again in {trouble.retryAfter} s.
        </Notice>
      )}
    </div>
  );
}
