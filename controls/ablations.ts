/*
 * Each mechanism of the store, taken away. A campaign or a test runs with one of these and must
 * find what the mechanism is for; otherwise the test that passes with it proves nothing.
 */
import type { StoreParts } from "../lib/session/parts.ts";
import { peekScript } from "../lib/session/scripts.ts";
import { countedFromTheEnd } from "./late-poll.ts";
import { readUnlistedScript, rotateAtOnceScript } from "./scripts.ts";

/** The session store with one mechanism taken away, to see what it is for. */
export const ablations = {
  /** A write is acknowledged when the primary has it. */
  wait: { acknowledgement: { needed: () => 0, byName: false } },
  /**
   * It is acknowledged when as many replicas have it as the address states, whatever the others do.
   */
  "wait-all": { acknowledgement: { needed: (stated) => stated, byName: false } },
  /** Revocations aren't repeated on another primary. */
  journal: { repeatsFor: 0 },
  /**
   * Other nodes aren't told of a revocation, so each repeats its own alone. An option of the store,
   * and no part of it.
   */
  announcements: {},
  /** A token counts as replaced from when the next was given, not from when the next was shown. */
  "shown-token": { rotateScript: rotateAtOnceScript },
  /** A read is made so that a deposed primary answers it too. */
  "guarded-reads": { readScript: peekScript },
  /**
   * What the Sentinels said counts from when the last of them had answered, not
   * from when they were asked.
   */
  "poll-start": { polling: countedFromTheEnd },
  /** A record answers by itself, whether its user's index lists it or not. */
  index: { readScript: readUnlistedScript },
} as const satisfies Record<string, Partial<StoreParts>>;

export type Ablation = keyof typeof ablations;
export const ablationNames = Object.keys(ablations) as Ablation[];

/** What a store is opened with that lacks all of these. */
export const openedWithout = (...names: readonly Ablation[]) => ({
  parts: without(...names),
  ...(names.includes("announcements") ? { announcements: false as const } : {}),
});

/** The parts of a store that lacks all of these. */
export const without = (...names: readonly Ablation[]): Partial<StoreParts> =>
  Object.assign({}, ...names.map((name) => ablations[name]));
