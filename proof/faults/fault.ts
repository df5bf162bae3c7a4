import type { Scene } from "./scene.ts";

/** The families of faults. Every campaign has at least one fault of each. */
export type Family =
  | "primary"
  | "replicas"
  | "Sentinels"
  | "links"
  | "lag"
  | "nodes"
  | "load balancer"
  | "Redis itself"
  | "one after the other";

export interface Fault {
  readonly family: Family;
  /**
   * Whether the site must serve every request while the fault lasts, if slowly. Otherwise some
   * requests are bound to fail.
   */
  readonly served: boolean;
  /** The fault's chance to be chosen, beside the others. */
  readonly weight: number;
  /** Whether the fault delays replication, which not every stack can do. */
  readonly lags?: boolean;
  /**
   * Whether the fault needs files of the stack, which only processes of this machine share with the
   * campaign.
   */
  readonly reachesDisks?: boolean;
  /** Breaks something and lets it last. The campaign repairs afterwards whatever stays broken. */
  readonly run: (scene: Scene) => Promise<void>;
}

/**
 * Seconds: long enough for an election, which takes `down-after-milliseconds` (3 s) and 1 to 2
 * more, and for its effects.
 */
export const election = [5.5, 7.5] as const;

/** Faults of one family. */
export const family =
  (name: Family) =>
  (how: Omit<Fault, "run" | "family">, run: Fault["run"]): Fault => ({ ...how, family: name, run });
