import type { StoredUser } from "./user-records.ts";

/** Seconds for which a link may be used, by the clock of Redis or PostgreSQL. */
export const proofLasts = { verify: 24 * 60 * 60, reset: 15 * 60 } as const;

export type Purpose = keyof typeof proofLasts;

/** What a code was made for. `seed` is the random text that it was derived from. */
export interface ProofUse extends StoredUser {
  readonly seed: string;
}

/**
 * Where the seeds of codes are kept ({@link EmailProofs}), beside the users. Every change is
 * durable. Errors: as of `UserRecords`.
 */
export interface ProofRecords {
  load(id: string): Promise<StoredUser | undefined>;
  seed(id: string, purpose: Purpose): Promise<string | undefined>;
  /**
   * Keeps a seed for as long as {@link proofLasts} says.
   * @param seed Of a verification, one that is there already stays instead, so that the
   * codes sent before stay good.
   * @returns The seed that counts from now on; undefined for a user who is gone, or has no email.
   */
  begin(id: string, purpose: Purpose, seed: string): Promise<string | undefined>;
  /**
   * Uses a seed up, if the email is still the one it was made for. Repeated with the
   * same `at`, it says the same.
   */
  redeemVerification(use: ProofUse, at: Date): Promise<boolean>;
  /**
   * Uses a seed up and replaces the password, if email and password are those it was made for.
   * Repeated, it says the same.
   */
  redeemReset(use: ProofUse, hash: string, at: Date): Promise<"dead" | "reset" | "reset and verified">;
}
