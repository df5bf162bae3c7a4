import type { ReactNode } from "react";
import { primary } from "../../../_ui/button.ts";
import type { Progress } from "./use-experiment.ts";

interface FrameProps<Found> {
  progress: Progress<Found>;
  label: string;
  onRun: () => void;
  /** Other buttons. */
  more?: ReactNode;
  /** Describes the experiment. It stays beside the findings. */
  before: string;
  /** The meaning of a hatched mark, if the findings have any. */
  hatched?: string;
  /** The findings in a sentence. */
  sentence: (found: Found) => string;
  children: (found: Found) => ReactNode;
}

/** An experiment on the page: its button, its progress and its findings. */
export function Frame<Found>({
  progress,
  label,
  onRun,
  more,
  before,
  hatched,
  sentence,
  children,
}: FrameProps<Found>) {
  return (
    <section aria-labelledby="try" className="rounded-panel border border-rule bg-panel">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-rule border-b px-4 py-3 sm:px-6">
        <h2 id="try" className="font-bold">
          Try it
        </h2>
        <div className="flex flex-wrap gap-3">
          <button
            type="button"
            className={primary}
            onClick={onRun}
            aria-disabled={progress.status === "running"}
          >
            {label}
          </button>
          {more}
        </div>
      </div>
      <div className="min-h-64 px-4 py-5 sm:px-6">
        <p className="max-w-prose text-muted">{before}</p>
        <p role="status" className="mt-3 min-h-6 max-w-prose font-bold" data-testid="finding">
          {progress.status === "running" && (
            <span className="font-normal text-muted">{progress.doing} …</span>
          )}
          {progress.status === "failed" && `It didn’t work: ${progress.why}`}
          {progress.status === "found" && sentence(progress.found)}
        </p>
        {progress.status === "found" && (
          <div className="mt-5">
            {children(progress.found)}
            {hatched && (
              <p className="mt-4 flex items-center gap-2 text-muted text-sm">
                <span aria-hidden="true" className="hatch inline-block size-4 shrink-0 border border-ink" />
                Hatched: {hatched}.
              </p>
            )}
          </div>
        )}
      </div>
    </section>
  );
}
