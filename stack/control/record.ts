import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * Where the runner's control listens and what it wants to be told: on disk, so that a node started
 * from another terminal finds it.
 */
export interface ControlRecord {
  readonly url: string;
  readonly secret: string;
}

export const controlFile = (stateDir: string) => path.join(stateDir, "run/control.json");

/** Undefined where no runner with a control is running. */
export function readControl(stateDir: string): ControlRecord | undefined {
  try {
    return JSON.parse(readFileSync(controlFile(stateDir), "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
