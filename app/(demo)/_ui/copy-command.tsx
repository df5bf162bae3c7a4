"use client";

import { useEffect, useId, useState } from "react";

/** A command to run in a terminal, with a button that copies it. */
export function CopyCommand({ command }: { command: string }) {
  const id = useId();
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");

  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 2000);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = () =>
    navigator.clipboard.writeText(command).then(
      () => setState("copied"),
      () => setState("refused"),
    );

  return (
    <div className="flex min-w-0 items-stretch rounded-panel border border-rule bg-panel">
      <code className="wrap-anywhere min-w-0 grow self-center px-3 py-2 font-mono text-[0.8125rem]">
        <span aria-hidden="true" className="mr-2 select-none text-muted">
          $
        </span>
        <span id={id}>{command}</span>
      </code>
      <button
        type="button"
        onClick={copy}
        aria-describedby={id}
        className="min-h-11 w-20 shrink-0 border-rule border-l text-sm hover:bg-ink hover:text-paper"
      >
        <span aria-live="polite">
          {state === "copied" ? "Copied" : state === "refused" ? "Select it" : "Copy"}
        </span>
      </button>
    </div>
  );
}
