/** What can be asked for: those verbs of the runner that can be undone, and no others. */
export const verbs = ["kill", "start", "freeze", "thaw", "restart", "failover"] as const;

export type Verb = (typeof verbs)[number];

export interface Wish {
  readonly verb: Verb;
  /** Nothing for a failover. */
  readonly part: string;
}

/** Undefined for what isn't one. */
export function parseWish(text: string): Wish | undefined {
  try {
    const { verb, part } = JSON.parse(text) as { verb?: unknown; part?: unknown };
    const known = verbs.find((candidate) => candidate === verb);
    return known && typeof part === "string" ? { verb: known, part } : undefined;
  } catch {
    return undefined;
  }
}
