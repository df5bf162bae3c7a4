import type { AnnouncementProblem } from "./announcements.ts";
import { faultOf } from "./errors.ts";
import type { Revocation } from "./journal.ts";

/** `guest`: a guest, who signed out or has signed in. */
export type RevocationReason = "logout" | "revoked" | "revoked-all" | "cap" | "replay" | "guest";

/**
 * What happens in the store, for metrics. Every method is optional and must not throw. Reads share
 * a call, so none of them is called in the asynchronous context of the request that it is about.
 */
export interface SessionObserver {
  created?(payloadBytes: number): void;
  read?(outcome: "alive" | "superseded" | "none" | "replayed", slid: boolean): void;
  /**
   * A record's time to live was set: at a login and at a slide. Its key, which holds no secret, may
   * serve to look at it later.
   */
  expirySet?(recordKey: string): void;
  conflict?(): void;
  /** This store ended sessions of one user before their time. */
  revoked?(reason: RevocationReason, revocation: Revocation): void;
  /**
   * Redis refuses to let this store hear of the others' revocations, or tell of its own. Told
   * once, until that is over.
   */
  announcements?(problem: AnnouncementProblem): void;
  /**
   * Told once, when the store opens: what it remembers of ended sessions, to
   * be looked at at any time.
   */
  journal?(journal: { readonly size: number; readonly fill: number }): void;
  /**
   * Revocations left the journal before their time, for want of memory: an election in this
   * moment might bring them back.
   */
  dropped?(sessions: number): void;
  /** The time from asking to the answer, in seconds, waiting for an election included. */
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
