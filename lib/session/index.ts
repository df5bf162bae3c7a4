/**
 * A session store on Redis: one round trip a read, nothing resurrected, nothing lost, nothing stolen usable.
 *
 * @example
 * const sessions = new RedisSessions<{ name: string }>({ url: "redis://127.0.0.1:6379", peppers, envelopeKeys });
 * const { token } = await sessions.create({ user: "42", data: { name: "Ada" }, createdBy: "app-a", door: "password", device });
 * const found = await sessions.read(token); // { status: "alive", session } or { status: "none" }, or throws RedisUnavailable
 * await sessions.revokeAll("42"); // signed out everywhere
 */
export type { Device } from "./codec.ts";
export {
  isUnavailable,
  NotDurable,
  RedisMisconfigured,
  RedisUnavailable,
  SessionTooLarge,
  TooManyConflicts,
  UnknownFormat,
} from "./errors.ts";
export type { Revocation } from "./journal.ts";
export { MemorySessions } from "./memory.ts";
export type { RevocationReason, SessionObserver } from "./observer.ts";
export type { RedisSessionsOptions } from "./options.ts";
export { defaultPolicy, type RecordFormat, type SessionPolicy } from "./policy.ts";
export type {
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
