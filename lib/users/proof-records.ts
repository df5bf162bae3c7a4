import type { StoredUser } from "./user-records.ts";

/** Seconds for which a link may be used, by the clock of Redis or PostgreSQL. */
export const proofLasts = { verify: 24 * 60 * 60, reset: 15 * 60 } as const;

export type Purpose = keyof typeof proofLasts;

/** The use that a code was made for. `seed` is the random text from which it was derived. */
export interface ProofUse extends StoredUser {
  readonly seed: string;
}

/**
 * Keeps the seeds of codes ({@link EmailProofs}) beside the users. Every change is durable. Errors
 * are those of `UserRecords`.
 */
export interface ProofRecords {
  load(id: string): Promise<StoredUser | undefined>;
  seed(id: string, purpose: Purpose): Promise<string | undefined>;
  /**
   * Keeps a seed for as long as {@link proofLasts} says.
   * @param seed For a verification, an existing seed stays instead, so that codes sent earlier stay
   * valid.
   * @returns The seed that counts from now on; undefined for a user who was removed or has no
   * email.
   */
  begin(id: string, purpose: Purpose, seed: string): Promise<string | undefined>;
  /**
   * Uses a seed up, if the email is still the one that it was made for. A repetition with the same
   * `at` returns the same.
   */
  redeemVerification(use: ProofUse, at: Date): Promise<boolean>;
  /**
   * Uses a seed up and replaces the password, if email and password are those that it was made for.
   * A repetition returns the same.
   */
  redeemReset(use: ProofUse, hash: string, at: Date): Promise<"dead" | "reset" | "reset and verified">;
}
