import type { ControlName } from "./controls.ts";
import type { Result } from "./results.ts";
import type { Altogether, FeltOfFault, Took, Total } from "./summary.ts";

/** Everything that the report says. */
export interface Report {
  readonly whole: readonly Result[];
  readonly altogether: Altogether;
  readonly totals: readonly Total[];
  readonly felt: readonly FeltOfFault[];
  readonly took: readonly Took[];
  readonly controls: readonly Tried[];
  readonly requests: number;
  readonly faults: number;
  readonly versions: string;
  readonly date: string;
}

export interface Tried {
  readonly without: ControlName;
  readonly tried: number;
  /** The first campaign that found an anomaly. */
  readonly found: Result | undefined;
}
