import type { ControlName } from "../controls.ts";
import type { FaultName } from "../faults.ts";
import type { Kind } from "../history.ts";

/** A fault that begins at this moment, with the seed of what it chooses. */
export interface FaultStep {
  /** Milliseconds from the first step. */
  readonly at: number;
  readonly fault: FaultName;
  readonly seed: number;
}

/** A request that is sent at this moment, whether or not those before were answered. */
export interface RequestStep {
  readonly at: number;
  /** The request's kind. Where the site wants the password for it, that is given. */
  readonly does: Exclude<Kind, "step-up">;
  /** Of a login: who signs in. */
  readonly user?: string;
  /** The session that asks; of a login, the one that it begins. */
  readonly session: string;
  /** Of a `revoke`: the session that is to end. */
  readonly target?: string;
  /** Of a `revoke-all`: whether the session that asks goes on. */
  readonly keepsOwn?: boolean;
}

export type Step = FaultStep | RequestStep;

/** Faults and requests that show an anomaly, in their order. */
export interface Schedule {
  /** What is broken. */
  readonly promise: string;
  /** The control that it was found with, if the whole site holds the promise. */
  readonly without?: ControlName;
  readonly steps: readonly Step[];
}

export const isFault = (step: Step): step is FaultStep => "fault" in step;
export const isRequest = (step: Step): step is RequestStep => !isFault(step);

/**
 * Those of the steps that can be carried out: a session is used only after
 * the login that begins it.
 */
export function sound(steps: readonly Step[]): Step[] {
  const begun = new Set<string>();
  return steps.filter((step) => {
    if (isFault(step)) return true;
    if (step.does === "login") begun.add(step.session);
    return begun.has(step.session) && (step.target === undefined || begun.has(step.target));
  });
}

/** The same steps without pauses that are longer than this, from 0 on. */
export function hastened(steps: readonly Step[], longestMs: number): Step[] {
  let [before, now] = [steps[0]?.at ?? 0, 0];
  return steps.map((step) => {
    now += Math.min(step.at - before, longestMs);
    before = step.at;
    return { ...step, at: Math.round(now) };
  });
}
