import type { ControlName } from "../controls.ts";
import type { FaultName } from "../faults.ts";
import type { Kind } from "../history.ts";

/** A fault that begins at this moment, with the seed of its choices. */
export interface FaultStep {
  /** Milliseconds from the first step. */
  readonly at: number;
  readonly fault: FaultName;
  readonly seed: number;
}

/** A request that is sent at this moment, whether or not those before it were answered. */
export interface RequestStep {
  readonly at: number;
  /** The request's kind. If the site asks for the password, the client gives it. */
  readonly does: Exclude<Kind, "step-up">;
  /** For a login: the person who signs in. */
  readonly user?: string;
  /** The session that asks; for a login, the session that it begins. */
  readonly session: string;
  /** For a `revoke`: the session that is to end. */
  readonly target?: string;
  /** For a `revoke-all`: whether the session that asks goes on. */
  readonly keepsOwn?: boolean;
}

export type Step = FaultStep | RequestStep;

/** Faults and requests that show an anomaly, in their order. */
export interface Schedule {
  /** The broken promise. */
  readonly promise: string;
  /** The control with which the schedule was found, if the whole site holds the promise. */
  readonly without?: ControlName;
  readonly steps: readonly Step[];
}

export const isFault = (step: Step): step is FaultStep => "fault" in step;
export const isRequest = (step: Step): step is RequestStep => !isFault(step);

/**
 * The steps that can be carried out: a step may use a session only after the login that begins it.
 */
export function sound(steps: readonly Step[]): Step[] {
  const begun = new Set<string>();
  return steps.filter((step) => {
    if (isFault(step)) return true;
    if (step.does === "login") begun.add(step.session);
    return begun.has(step.session) && (step.target === undefined || begun.has(step.target));
  });
}

/** The same steps, counted from 0, without pauses longer than this. */
export function hastened(steps: readonly Step[], longestMs: number): Step[] {
  let [before, now] = [steps[0]?.at ?? 0, 0];
  return steps.map((step) => {
    now += Math.min(step.at - before, longestMs);
    before = step.at;
    return { ...step, at: Math.round(now) };
  });
}
