import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * The address of the runner's control and the secret that it expects. They are on disk, so that a
 * node started from another terminal finds them.
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
