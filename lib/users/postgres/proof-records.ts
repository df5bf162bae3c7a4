import { type ProofRecords, type ProofUse, type Purpose, proofLasts } from "../proof-records.ts";
import type { StoredUser } from "../user-records.ts";
import type { Postgres, Query } from "./client.ts";
import { isThere } from "./rows.ts";
import { PostgresUserRecords } from "./user-records.ts";

/**
 * Seeds of codes in PostgreSQL. To begin or to look costs 1 round trip, to use a seed up to 5.
 * Errors: {@link DatabaseUnavailable}.
 */
export class PostgresProofRecords implements ProofRecords {
  readonly #postgres: Postgres;
  readonly #users: PostgresUserRecords;

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
    this.#users = new PostgresUserRecords(postgres);
  }

  load(id: string): Promise<StoredUser | undefined> {
    return this.#users.load(id);
  }

  async seed(id: string, purpose: Purpose): Promise<string | undefined> {
    const [row] = await this.#postgres.query<{ seed: string }>(
      "select seed from email_proofs where user_id = $1 and purpose = $2 and expires_at > now()",
      [id, purpose],
    );
    return row?.seed;
  }

  async begin(id: string, purpose: Purpose, seed: string): Promise<string | undefined> {
    const [row] = await this.#postgres.query<{ seed: string }>(
      `insert into email_proofs (user_id, purpose, seed, expires_at)
       select id, $2, $3, now() + $4 * interval '1 second' from users
       where id = $1 and email is not null and ${isThere}
       on conflict (user_id, purpose) do update set
         seed = case when $2 = 'verify' and email_proofs.expires_at > now() then email_proofs.seed else excluded.seed end,
         expires_at = excluded.expires_at
       returning seed`,
      [id, purpose, seed, proofLasts[purpose]],
    );
    return row?.seed;
  }

  redeemVerification({ user, seed }: ProofUse, at: Date): Promise<boolean> {
    return this.#postgres.transaction(async (query) => {
      const there = await locked(query, user.id);
      if (there?.email !== user.email) return false;
      if (!(await used(query, user.id, "verify", seed))) return isSame(there.email_verified, at);
      await query("update users set email_verified = $2 where id = $1", [user.id, at]);
      return true;
    });
  }

  redeemReset({ user, seed, password }: ProofUse, hash: string, at: Date) {
    return this.#postgres.transaction(async (query) => {
      const there = await locked(query, user.id);
      if (there?.email !== user.email) return "dead";
      // This is a repetition of the same reset, after a lost connection.
      if (there.password === hash) return isSame(there.email_verified, at) ? "reset and verified" : "reset";
      if (there.password !== password || !(await used(query, user.id, "reset", seed))) return "dead";
      await query(
        "update users set password = $2, email_verified = coalesce(email_verified, $3) where id = $1",
        [user.id, hash, at],
      );
      return there.email_verified ? "reset" : "reset and verified";
    });
  }
}

interface Locked {
  email: string;
  password: string;
  email_verified: Date | null;
}

async function locked(query: Query, id: string): Promise<Locked | undefined> {
  const [row] = await query<Locked>(
    `select coalesce(email, '') as email, coalesce(password, '') as password, email_verified
     from users where id = $1 and ${isThere} for update`,
    [id],
  );
  return row;
}

/**
 * Removes a seed.
 * @returns Whether it existed.
 */
async function used(query: Query, id: string, purpose: Purpose, seed: string): Promise<boolean> {
  const rows = await query(
    "delete from email_proofs where user_id = $1 and purpose = $2 and seed = $3 and expires_at > now() returning seed",
    [id, purpose, seed],
  );
  return rows.length > 0;
}

const isSame = (a: Date | null, b: Date) => a?.getTime() === b.getTime();
