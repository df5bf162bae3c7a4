/** How a field of the session gets another name: in one release, or in two. */
export const ways = ["at-once", "in-steps"] as const;
export type Way = (typeof ways)[number];

/** The data of a session of this lesson: the name of its visitor, under either field. */
export interface Named {
  name?: string;
  displayName?: string;
}
type Field = keyof Named;

/** A build of the app, as far as this field is concerned. */
export interface Build {
  readonly called: string;
  /** The fields in which it looks for the name, in this order. */
  readonly reads: readonly Field[];
  /** The field that it saves. It drops every other field. */
  readonly writes: Field;
}

const old: Build = { called: "old", reads: ["name"], writes: "name" };
const next: Build = { called: "new", reads: ["displayName"], writes: "displayName" };
const reading: Build = { called: "reads both", reads: ["displayName", "name"], writes: "name" };
const writing: Build = { called: "writes new", reads: ["displayName", "name"], writes: "displayName" };

/**
 * Each deploy leads every node from the first of these builds to the
 * second; the last is a rollback.
 */
export const deploys: Readonly<Record<Way, readonly (readonly [from: Build, to: Build])[]>> = {
  "at-once": [
    [old, next],
    [next, old],
  ],
  "in-steps": [
    [old, reading],
    [reading, writing],
    [writing, reading],
  ],
};

/** The build of a node during a deploy. Undefined if there is no such deploy. */
export function buildOf(way: Way, deploy: number, updated: boolean): Build | undefined {
  return deploys[way][deploy]?.[updated ? 1 : 0];
}

/** The name as this build finds it. */
export const nameBy = ({ reads }: Build, kept: Named): string | undefined =>
  reads.map((field) => kept[field]).find((name) => name !== undefined);

/** The data that this build saves for a name. */
export const savedBy = ({ writes }: Build, name: string): Named => ({ [writes]: name });
