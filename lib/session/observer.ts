import type { AnnouncementProblem } from "./announcements.ts";
import { faultOf } from "./errors.ts";
import type { Revocation } from "./journal.ts";

/** `guest`: the session was a guest's, and the guest signed out or signed in. */
export type RevocationReason = "logout" | "revoked" | "revoked-all" | "cap" | "replay" | "guest";

/**
 * Receives the events of the store, for metrics. Every method is optional and must not throw. Reads
 * share a call, so the store calls none of them in the asynchronous context of the request
 * concerned.
 */
export interface SessionObserver {
  created?(payloadBytes: number): void;
  read?(outcome: "alive" | "superseded" | "none" | "replayed", slid: boolean): void;
  /**
   * A record's time to live was set: at a login and at a slide. The observer may use its key, which
   * holds no secret, to look at the record later.
   */
  expirySet?(recordKey: string): void;
  conflict?(): void;
  /** This store ended sessions of one user before their time. */
  revoked?(reason: RevocationReason, revocation: Revocation): void;
  /**
   * Redis refuses to let this store hear of the others' revocations, or publish its own. Called
   * once, until that is over.
   */
  announcements?(problem: AnnouncementProblem): void;
  /**
   * Called once, when the store opens: its memory of ended sessions, which the observer may look at
   * at any time.
   */
  journal?(journal: { readonly size: number; readonly fill: number }): void;
  /**
   * Revocations left the journal before their time, for want of memory. An election at this moment
   * might bring those sessions back.
   */
  dropped?(sessions: number): void;
  /** The time from the call to the answer, in seconds, including the wait for an election. */
  answered?(operation: string, seconds: number): void;
  failed?(operation: string, error: unknown): void;
}

/** Does `work`, and tells the observer how long it took and what it failed with. */
export async function observed<T>(
  observer: SessionObserver,
  operation: string,
  work: () => Promise<T>,
): Promise<T> {
  const begun = performance.now();
  try {
    return await work();
  } catch (error) {
    const fault = faultOf(error);
    observer.failed?.(operation, fault);
    throw fault;
  } finally {
    observer.answered?.(operation, (performance.now() - begun) / 1000);
  }
}
