/*
 * Each mechanism of the store, removed. A campaign or a test runs with one of these and must find
 * the fault that the mechanism prevents. Otherwise the test that passes with the mechanism proves
 * nothing.
 */
import type { StoreParts } from "../lib/session/parts.ts";
import { peekScript } from "../lib/session/scripts.ts";
import { countedFromTheEnd } from "./late-poll.ts";
import { readUnlistedScript, rotateAtOnceScript } from "./scripts.ts";

/** The session store with one mechanism removed, to show the mechanism's purpose. */
export const ablations = {
  /** The store acknowledges a write when the primary has it. */
  wait: { acknowledgement: { needed: () => 0, byName: false } },
  /**
   * The store acknowledges a write when as many replicas have it as the address states, whatever
   * the others do.
   */
  "wait-all": { acknowledgement: { needed: (stated) => stated, byName: false } },
  /** The store doesn't repeat revocations on a new primary. */
  journal: { repeatsFor: 0 },
  /**
   * Nodes don't announce revocations to each other, so each repeats only its own. This is an option
   * of the store and not a part.
   */
  announcements: {},
  /**
   * A token counts as replaced once the store has issued the next one, not once the browser has
   * shown it.
   */
  "shown-token": { rotateScript: rotateAtOnceScript },
  /** A deposed primary answers a read, too. */
  "guarded-reads": { readScript: peekScript },
  /**
   * The Sentinels' report counts from the last Sentinel's answer, not from the time of the
   * question.
   */
  "poll-start": { polling: countedFromTheEnd },
  /** A record alone counts, whether its user's index lists it or not. */
  index: { readScript: readUnlistedScript },
} as const satisfies Record<string, Partial<StoreParts>>;

export type Ablation = keyof typeof ablations;
export const ablationNames = Object.keys(ablations) as Ablation[];

/** The options for a store that lacks all of these. */
export const openedWithout = (...names: readonly Ablation[]) => ({
  parts: without(...names),
  ...(names.includes("announcements") ? { announcements: false as const } : {}),
});

/** The parts of a store that lacks all of these. */
export const without = (...names: readonly Ablation[]): Partial<StoreParts> =>
  Object.assign({}, ...names.map((name) => ablations[name]));
