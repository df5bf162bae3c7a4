import type { User } from "../user.ts";
import { type Change, type Changed, type StoredUser, type UserRecords, whatever } from "../user-records.ts";
import type { Postgres } from "./client.ts";
import { isTaken } from "./errors.ts";
import { columns, isThere, storedOf, type UserRow, userOf } from "./rows.ts";

/**
 * Users in PostgreSQL. Each method is one statement and costs 1 round trip. Errors:
 * {@link DatabaseUnavailable}.
 */
export class PostgresUserRecords implements UserRecords {
  readonly #postgres: Postgres;

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  /** 2 round trips for a user that isn't created. */
  async create(user: User, password: string): Promise<boolean> {
    const { id, email, name, role, emailVerified, image } = user;
    const created = await this.#postgres.query(
      `insert into users (id, email, name, role, email_verified, image, password)
       values ($1, $2, $3, $4, $5, nullif($6, ''), nullif($7, '')) on conflict do nothing returning id`,
      [id, email, name, role, emailVerified ?? null, image ?? "", password],
    );
    if (created.length > 0) return true;
    // The answer to the first try may have been lost with its connection. No other call has this id
    // with this hash.
    if (password === "") return false;
    const own = await this.#postgres.query(
      "select id from users where id = $1 and email = $2 and password = $3",
      [id, email, password],
    );
    return own.length > 0;
  }

  async find(id: string): Promise<User | undefined> {
    return (await this.load(id))?.user;
  }

  async load(id: string): Promise<StoredUser | undefined> {
    const [row] = await this.#postgres.query<UserRow>(
      `select ${columns} from users where id = $1 and ${isThere}`,
      [id],
    );
    return row && storedOf(row);
  }

  async loadByEmail(email: string): Promise<StoredUser | undefined> {
    const [row] = await this.#postgres.query<UserRow>(
      `select ${columns} from users where email = $1 and ${isThere}`,
      [email],
    );
    return row && storedOf(row);
  }

  async change(id: string, { email, name, role, emailVerified, image }: Change): Promise<Changed> {
    try {
      const [row] = await this.#postgres.query<UserRow>(
        `update users set
           email = coalesce($2, email),
           name = coalesce($3, name),
           role = coalesce($4, role),
           email_verified = coalesce($5, case when $2 is null or $2 = email then email_verified end),
           image = case when $6::text is null then image else nullif($6, '') end,
           expires_at = case when $2 is null then expires_at end
         where id = $1 and ${isThere} returning ${columns}`,
        [id, email ?? null, name ?? null, role ?? null, emailVerified ?? null, image ?? null],
      );
      return row ? { status: "changed", user: userOf(row) } : { status: "none" };
    } catch (error) {
      if (isTaken(error)) return { status: "taken" };
      throw error;
    }
  }

  async remove(id: string): Promise<boolean> {
    return (await this.#postgres.query("delete from users where id = $1 returning id", [id])).length > 0;
  }

  async setPassword(id: string, hash: string, checked: string): Promise<boolean> {
    const set = await this.#postgres.query(
      `update users set password = $2
       where id = $1 and ${isThere} and ($3 = '${whatever}' or coalesce(password, '') in ($3, $2)) returning id`,
      [id, hash, checked],
    );
    return set.length > 0;
  }

  async noteOf(id: string, name: string): Promise<string | undefined> {
    const [row] = await this.#postgres.query<{ note: string | null }>(
      "select notes ->> $2 as note from users where id = $1",
      [id, name],
    );
    return row?.note ?? undefined;
  }

  async setNote(id: string, name: string, text: string): Promise<void> {
    await this.#postgres.query(
      "update users set notes = jsonb_set(notes, array[$2], to_jsonb($3::text)) where id = $1",
      [id, name, text],
    );
  }
}
