export type RevocationReason = "logout" | "revoked" | "revoked-all" | "cap" | "replay";

/** What happens in the store, for metrics. Every method is optional and must not throw. */
export interface SessionObserver {
  created?(payloadBytes: number): void;
  read?(outcome: "alive" | "superseded" | "none" | "replayed", slid: boolean): void;
  /** A record's time to live was set: at a login and at a slide. Its key, which holds no secret, may serve to look at it later. */
  expirySet?(recordKey: string): void;
  conflict?(): void;
  revoked?(reason: RevocationReason, sessions: number): void;
  /** The time from asking to the answer, in seconds, waiting for an election included. */
  answered?(operation: string, seconds: number): void;
  failed?(operation: string, error: unknown): void;
}
