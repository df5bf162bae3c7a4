import type { OwnedKind, UserDatabase } from "../user-database.ts";
import { Postgres, type PostgresOptions } from "./client.ts";
import { PostgresLinkedUsers } from "./linked-users.ts";
import { PostgresOwnedRecords } from "./owned-records.ts";
import { PostgresProofRecords } from "./proof-records.ts";
import { PostgresUserRecords } from "./user-records.ts";

/**
 * The people of this site in PostgreSQL. Sessions stay in Redis, and reading them needs no
 * PostgreSQL.
 */
export class PostgresUserDatabase implements UserDatabase {
  readonly users: PostgresUserRecords;
  readonly linked: PostgresLinkedUsers;
  readonly proofs: PostgresProofRecords;
  readonly #postgres: Postgres;

  /** @throws {BadDatabaseUrl} */
  constructor(options: PostgresOptions) {
    this.#postgres = new Postgres(options);
    this.users = new PostgresUserRecords(this.#postgres);
    this.linked = new PostgresLinkedUsers(this.#postgres);
    this.proofs = new PostgresProofRecords(this.#postgres);
  }

  owned<T extends { userId: string }>(kind: OwnedKind): PostgresOwnedRecords<T> {
    return new PostgresOwnedRecords(this.#postgres, kind);
  }

  /** Creates the tables that are missing. @throws {DatabaseUnavailable} */
  ready(): Promise<void> {
    return this.#postgres.ready();
  }

  close(): Promise<void> {
    return this.#postgres.close();
  }
}
