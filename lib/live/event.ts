import { z } from "zod";

const ms = z.coerce.number();

/** The kinds of events. `ms`: how long it took, or how long the state before had lasted. */
const happening = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("node-up"), node: z.string(), known: z.coerce.number() }),
  z.object({ kind: z.literal("node-back"), node: z.string(), ms }),
  z.object({ kind: z.literal("node-silent"), node: z.string() }),
  z.object({ kind: z.literal("node-leaving"), node: z.string() }),
  z.object({ kind: z.literal("node-left"), node: z.string() }),
  z.object({ kind: z.literal("primary"), part: z.string(), from: z.string(), ms }),
  z.object({ kind: z.literal("part-up"), part: z.string(), ms }),
  z.object({ kind: z.literal("part-down"), part: z.string(), ms }),
  /**
   * A person broke or repaired a part from the page. `by` is a role, never a name: the page is
   * public.
   */
  z.object({ kind: z.literal("asked"), verb: z.string(), part: z.string(), by: z.string() }),
]);

export type Happening = z.output<typeof happening>;

/**
 * `id` is the id of the entry in the Redis stream and of the event in the browser's stream, so a
 * browser resumes by it. `at` is by Redis's clock.
 */
export type LiveEvent = Happening & { id: string; at: number };

/** An entry of the stream; undefined for a kind of a newer build that this build doesn't know. */
export function parseEvent(id: string, fields: readonly string[]): LiveEvent | undefined {
  const values: Record<string, string> = {};
  for (let index = 0; index + 1 < fields.length; index += 2)
    values[fields[index] ?? ""] = fields[index + 1] ?? "";
  const parsed = happening.safeParse(values);
  return parsed.success ? { ...parsed.data, id, at: Number(values.at) } : undefined;
}

/**
 * Whether the first event is later than the second. Ids are `ms-count`, and only Redis assigns
 * them, in order.
 */
export function isAfter(one: string, other: string): boolean {
  const [ms = 0, count = 0] = one.split("-").map(Number);
  const [otherMs = 0, otherCount = 0] = other.split("-").map(Number);
  return ms > otherMs || (ms === otherMs && count > otherCount);
}

/** Whether the text is an id that a browser may send back as Last-Event-ID. */
export const isEventId = (text: string | null): text is string => /^\d{1,15}-\d{1,9}$/.test(text ?? "");
