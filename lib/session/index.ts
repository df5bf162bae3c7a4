/**
 * A session store on Redis: one round trip per read. No ended session comes back, no acknowledged
 * one is lost, and what a thief copies from Redis opens nothing.
 *
 * @example
 * const url = "redis://127.0.0.1:6379";
 * const sessions = new RedisSessions<{ name: string }>({ url, peppers, envelopeKeys });
 * const { token } = await sessions.create({ user: "42", data: { name: "Ada" } });
 * // { status: "alive", session } or { status: "none" }, or throws RedisUnavailable
 * const found = await sessions.read(token);
 * await sessions.revokeAll("42"); // signed out everywhere
 */
export type { AnnouncementProblem } from "./announcements.ts";
export {
  isUnavailable,
  NotDurable,
  PartTooLarge,
  RedisMisconfigured,
  RedisUnavailable,
  SessionTooLarge,
  TooManyConflicts,
  UnknownFormat,
} from "./errors.ts";
export type {
  Guest,
  GuestCreated,
  GuestLogin,
  GuestRead,
  GuestRefusal,
  GuestUpdated,
} from "./guests/guest.ts";
export type { Guests } from "./guests/guests.ts";
export { defaultGuestPolicy, type GuestPolicy } from "./guests/policy.ts";
export type { Revocation } from "./journal.ts";
export { MemorySessions } from "./memory.ts";
export type { MetadataFormat } from "./metadata.ts";
export type { RevocationReason, SessionObserver } from "./observer.ts";
export type { RedisSessionsOptions } from "./options.ts";
export { defaultPolicy, type RecordFormat, type SessionPolicy } from "./policy.ts";
export { BadRedisOption } from "./redis/bad-option.ts";
export type { RedisReach } from "./redis/reach.ts";
export type { PartChange, ServiceParts } from "./service-parts.ts";
export type {
  Begun,
  ListedSession,
  NewSession,
  Read,
  ReadOptions,
  Rotated,
  Session,
  SessionStore,
  UnreadableSession,
  Updated,
} from "./session.ts";
export { RedisSessions } from "./store.ts";
export type { Watcher } from "./watchers.ts";
