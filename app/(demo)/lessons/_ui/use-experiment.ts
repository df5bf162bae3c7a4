"use client";

import { useState } from "react";

export type Progress<Found> =
  | { status: "ready" }
  | { status: "running"; doing: string }
  | { status: "found"; found: Found }
  | { status: "failed"; why: string };

/** Runs an experiment at a press, as often as one likes, one at a time. */
export function useExperiment<Found>() {
  const [progress, setProgress] = useState<Progress<Found>>({ status: "ready" });
  const run = async (perform: (doing: (what: string) => void) => Promise<Found>) => {
    if (progress.status === "running") return;
    const doing = (what: string) => setProgress({ status: "running", doing: what });
    doing("Running");
    try {
      setProgress({ status: "found", found: await perform(doing) });
    } catch (error) {
      setProgress({ status: "failed", why: error instanceof Error ? error.message : String(error) });
    }
  };
  return { progress, run };
}
