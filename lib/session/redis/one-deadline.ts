import { AsyncLocalStorage } from "node:async_hooks";
import { defaultDeadlines } from "./durable-options.ts";

/**
 * Bundlers give pages and routes a copy of this module each, and a deadline of one copy must hold
 * for the connections of another.
 */
const key = Symbol.for("unstuck.one-deadline");
const slots = globalThis as typeof globalThis & { [key]?: AsyncLocalStorage<number> };
slots[key] ??= new AsyncLocalStorage();
const ends = slots[key];

/**
 * Limits all writes of `work`, and its reads for them, to the deadline of one write. A login counts
 * its attempt, reads the account and begins a session, and each of these alone may wait that long
 * for an election. Reads of sessions share a call with those of other requests, so they keep their
 * own deadline.
 * @param ms Milliseconds.
 */
export const withOneDeadline = <T>(work: () => Promise<T>, ms: number = defaultDeadlines.write): Promise<T> =>
  // Within another deadline, that one stays in force: a person waits only once.
  ends.run(Math.min(ends.getStore() ?? Number.POSITIVE_INFINITY, performance.now() + ms), work);

/** The same for a function, whenever it is called. */
export const inOneDeadline =
  <A extends readonly unknown[], T>(work: (...given: A) => Promise<T>) =>
  (...given: A): Promise<T> =>
    withOneDeadline(() => work(...given));

/** How many of these milliseconds are left for a call that begins now. */
export function leftOf(ms: number): number {
  const end = ends.getStore();
  return end === undefined ? ms : Math.max(0, Math.min(ms, end - performance.now()));
}
