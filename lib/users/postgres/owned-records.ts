import type { OwnedRecords } from "../owned-records.ts";
import type { OwnedKind } from "../user-database.ts";
import type { Postgres } from "./client.ts";

interface Row<T> {
  content: T;
}

/**
 * Records of one kind in PostgreSQL. Each method costs 1 round trip, a change 4. Errors:
 * {@link DatabaseUnavailable}.
 */
export class PostgresOwnedRecords<T extends { userId: string }> implements OwnedRecords<T> {
  readonly #postgres: Postgres;
  readonly #kind: OwnedKind;

  constructor(postgres: Postgres, kind: OwnedKind) {
    this.#postgres = postgres;
    this.#kind = kind;
  }

  async add(id: string, record: T): Promise<T> {
    // The update changes nothing: it only makes the statement return the existing row.
    const [row] = await this.#postgres.query<Row<T>>(
      `insert into owned_records as had (kind, id, user_id, content) values ($1, $2, $3, $4)
       on conflict (kind, id) do update set kind = had.kind returning content`,
      [this.#kind, id, record.userId, JSON.stringify(record)],
    );
    return row?.content ?? record;
  }

  async replace(id: string, from: string, record: T): Promise<T | undefined> {
    return this.update(id, (found) => (found.userId === from ? record : found));
  }

  async find(id: string): Promise<T | undefined> {
    const [row] = await this.#postgres.query<Row<T>>(
      "select content from owned_records where kind = $1 and id = $2",
      [this.#kind, id],
    );
    return row?.content;
  }

  async of(userId: string): Promise<T[]> {
    const rows = await this.#postgres.query<Row<T>>(
      "select content from owned_records where kind = $1 and user_id = $2 order by id",
      [this.#kind, userId],
    );
    return rows.map(({ content }) => content);
  }

  update(id: string, change: (record: T) => T): Promise<T | undefined> {
    return this.#postgres.transaction(async (query) => {
      const [row] = await query<Row<T>>(
        "select content from owned_records where kind = $1 and id = $2 for update",
        [this.#kind, id],
      );
      if (!row) return undefined;
      const changed = change(row.content);
      await query("update owned_records set user_id = $3, content = $4 where kind = $1 and id = $2", [
        this.#kind,
        id,
        changed.userId,
        JSON.stringify(changed),
      ]);
      return changed;
    });
  }

  async remove(id: string): Promise<T | undefined> {
    const [row] = await this.#postgres.query<Row<T>>(
      "delete from owned_records where kind = $1 and id = $2 returning content",
      [this.#kind, id],
    );
    return row?.content;
  }

  async removeAllOf(userId: string): Promise<void> {
    await this.#postgres.query("delete from owned_records where kind = $1 and user_id = $2", [
      this.#kind,
      userId,
    ]);
  }
}
