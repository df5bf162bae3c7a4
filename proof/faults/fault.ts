import type { Scene } from "./scene.ts";

/** What faults have in common; every campaign has one of each. */
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
   * Whether every request is to be served while it lasts, if slowly. Otherwise some are bound to
   * fail.
   */
  readonly served: boolean;
  /** How often it is chosen, beside the others. */
  readonly weight: number;
  /** Whether replication is made late, which not every stack can do. */
  readonly lags?: boolean;
  /**
   * Whether it needs files of the stack's, which only processes of this machine share with the
   * campaign.
   */
  readonly reachesDisks?: boolean;
  /** Breaks something and lets it last. What stays broken is brought up afterwards. */
  readonly run: (scene: Scene) => Promise<void>;
}

/**
 * Seconds: long enough for an election, which takes `down-after-milliseconds` (3 s) and 1 to 2
 * more, and for what comes after.
 */
export const election = [5.5, 7.5] as const;

/** Faults of one family. */
export const family =
  (name: Family) =>
  (how: Omit<Fault, "run" | "family">, run: Fault["run"]): Fault => ({ ...how, family: name, run });
