import type { LinkedUsers } from "./linked-users.ts";
import type { OwnedRecords } from "./owned-records.ts";
import type { ProofRecords } from "./proof-records.ts";
import type { UserRecords } from "./user-records.ts";

/** Kinds of {@link OwnedRecords}. */
export type OwnedKind = "account" | "authenticator";

/**
 * Everything that this site keeps permanently about its people, in one place: Redis, or PostgreSQL
 * with DATABASE_URL.
 */
export interface UserDatabase {
  readonly users: UserRecords;
  readonly linked: LinkedUsers;
  readonly proofs: ProofRecords;
  owned<T extends { userId: string }>(kind: OwnedKind): OwnedRecords<T>;
}
