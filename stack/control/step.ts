/** What is done with the small Redis of an experiment, from its start to its end. */
export const stepVerbs = ["begin", "lose", "discard"] as const;

export interface Step {
  readonly verb: (typeof stepVerbs)[number];
  /** Chosen by who begins, and known to nobody else. */
  readonly id: string;
}

/** Undefined for what isn't one. */
export function parseStep(text: string): Step | undefined {
  try {
    const { verb, id } = JSON.parse(text) as { verb?: unknown; id?: unknown };
    const known = stepVerbs.find((candidate) => candidate === verb);
    return known && typeof id === "string" ? { verb: known, id } : undefined;
  } catch {
    return undefined;
  }
}
