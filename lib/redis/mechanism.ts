/**
 * What can be taken away to see what it is for, one at a time:
 * - `wait`: a write is acknowledged when the primary has it;
 * - `wait-all`: it is acknowledged when one replica has it, whatever the other does;
 * - `journal`: revocations aren't repeated on another primary;
 * - `guarded-reads`: a read is made so that a deposed primary answers it too;
 * - `poll-start`: what the Sentinels said counts from when the last of them had answered, not from when they were asked;
 * - `index`: a record answers by itself, whether its user's index lists it or not.
 */
export const mechanisms = ["wait", "wait-all", "journal", "guarded-reads", "poll-start", "index"] as const;

export type Mechanism = (typeof mechanisms)[number];
