import { createHash } from "node:crypto";

/**
 * The tag that ties a user's keys to one Cluster slot: the first 96 bits of SHA-256 over the user's id, base64url. Short
 * enough to cost little in every key, long enough that no two users share an index (a chance of 1 in 10^11 among 10^9).
 */
export function tagOf(user: string): string {
  return createHash("sha256").update(`unstuck user ${user}`).digest().toString("base64url", 0, 12);
}

/*
 * One letter each, because the allocator rounds up: `:session:` and `:user` would take 16 bytes more a session and make it larger
 * than connect-redis's (npm run bench:memory).
 */

/** The sorted set of a user's sessions: id -> absolute end. It decides alone which sessions live. */
export function indexKey(tag: string): string {
  return `unstuck:{${tag}}:u`;
}

/** What every record's key of this user begins with; the session's id follows. */
export function recordStem(tag: string): string {
  return `unstuck:{${tag}}:s:`;
}

/** The record of one session. */
export function recordKey(tag: string, id: string): string {
  return recordStem(tag) + id;
}

/** A mark that one write of a session was done, for the seconds in which it may be sent again. */
export function doneKey(tag: string, id: string, nonce: Buffer): string {
  return `${recordKey(tag, id)}:done:${nonce.toString("base64url")}`;
}
