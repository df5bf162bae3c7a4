export type RevocationReason = "logout" | "revoked" | "revoked-all" | "cap" | "replay";

/** What happens in the store, for metrics. Every method is optional and must not throw. */
export interface SessionObserver {
  created?(payloadBytes: number): void;
  read?(outcome: "alive" | "superseded" | "none" | "replayed", slid: boolean): void;
  conflict?(): void;
  revoked?(reason: RevocationReason, sessions: number): void;
  /** The time from asking to the answer, in seconds, waiting for an election included. */
  answered?(operation: string, seconds: number): void;
  failed?(operation: string, error: unknown): void;
}
