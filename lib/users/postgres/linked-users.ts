import { randomBytes } from "node:crypto";
import {
  type EmailTaken,
  type Link,
  type LinkedUser,
  type LinkedUsers,
  openLives,
  takeTries,
} from "../linked-users.ts";
import type { Postgres, Query } from "./client.ts";
import { isTaken } from "./errors.ts";
import { isThere, type UserRow, userOf } from "./rows.ts";

/** A user whom a transaction has locked. */
interface Locked extends UserRow {
  barred: boolean;
  there: boolean;
}

/**
 * Users whom a provider knows, in PostgreSQL. A change of a user's links or email first locks the
 * user's row, and locks rows in the order of their ids. So two such changes wait for each other.
 * Costs are in round trips. Errors: {@link DatabaseUnavailable}.
 */
export class PostgresLinkedUsers implements LinkedUsers {
  readonly #postgres: Postgres;

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  /** 5 round trips. */
  async open(name: string, { issuer, subject }: Link): Promise<string> {
    const id = randomBytes(16).toString("base64url");
    await this.#postgres.transaction(async (query) => {
      await query("delete from users where expires_at <= now()");
      await query(
        `insert into users (id, name, expires_at) values ($1, $2, now() + $3 * interval '1 ms') on conflict do nothing`,
        [id, name, openLives],
      );
      await query("insert into user_links values ($1, $2, $3) on conflict do nothing", [id, issuer, subject]);
    });
    return id;
  }

  /** 1 round trip. */
  async find(id: string, { issuer, subject }: Link): Promise<LinkedUser | undefined> {
    const [row] = await this.#postgres.query<UserRow & { lasts: boolean; subject: string | null }>(
      `select users.*, expires_at is null as lasts, subject
       from users left join user_links on user_id = id and issuer = $2 where id = $1 and ${isThere}`,
      [id, issuer],
    );
    if (!row || (row.subject !== null && row.subject !== subject)) return undefined;
    return { user: userOf(row), settled: row.subject !== null && row.lasts };
  }

  /** 6 round trips. */
  link(id: string, { issuer, subject }: Link, verified = ""): Promise<boolean> {
    return this.#postgres.transaction(async (query) => {
      const user = (await locked(query, id)).find((row) => row.id === id);
      if (!user?.there) return false;
      const [there] = await query<{ subject: string }>(
        "select subject from user_links where user_id = $1 and issuer = $2",
        [id, issuer],
      );
      if (there && there.subject !== subject) return false;
      if (!there && verified !== "" && (user.email !== verified || !user.email_verified)) return false;
      await query("insert into user_links values ($1, $2, $3) on conflict do nothing", [id, issuer, subject]);
      await query("update users set expires_at = null where id = $1", [id]);
      return true;
    });
  }

  /** 1 round trip. */
  async unlink(id: string, { issuer, subject }: Link): Promise<void> {
    await this.#postgres.query("delete from user_links where user_id = $1 and issuer = $2 and subject = $3", [
      id,
      issuer,
      subject,
    ]);
  }

  /** 4 to 5 round trips, and as many again for each account that is removed. */
  async takeEmail(id: string, email: string, remove: (id: string) => Promise<void>): Promise<EmailTaken> {
    let removed = 0;
    for (let attempt = 0; attempt < takeTries; attempt += 1) {
      const step = await this.#take(id, email);
      if (step.status === "none") return step;
      if (step.status === "taken") return { status: "taken", removed };
      if (step.status === "overtaken") continue;
      await remove(step.id);
      removed += 1;
    }
    return { status: "contended" };
  }

  async #take(id: string, email: string): Promise<Step> {
    try {
      return await this.#postgres.transaction(async (query): Promise<Step> => {
        const rows = await locked(query, id, email);
        if (!rows.find((row) => row.id === id)?.there) return { status: "none" };
        const holder = rows.find((row) => row.email === email && row.id !== id);
        if (holder && (holder.barred || !(holder.email_verified || (await isLinked(query, holder.id))))) {
          await query("update users set barred = true, password = null where id = $1", [holder.id]);
          return { status: "barred", id: holder.id };
        }
        if (holder)
          await query("update users set email = null, email_verified = null where id = $1", [holder.id]);
        await query(
          `update users set email = $2, expires_at = null,
             email_verified = case when email = $2 then coalesce(email_verified, now()) else now() end
           where id = $1`,
          [id, email],
        );
        return { status: "taken" };
      });
    } catch (error) {
      // A user got the email after the rows were locked, and that user's row is not among them.
      if (isTaken(error)) return { status: "overtaken" };
      throw error;
    }
  }
}

type Step =
  | { status: "none" }
  | { status: "taken" }
  | { status: "overtaken" }
  /**
   * Its holder only claimed it. The holder keeps it until the account is removed, because an outage
   * can interrupt the change here.
   */
  | { status: "barred"; id: string };

/** Locks a user and the holder of an email. */
function locked(query: Query, id: string, email = ""): Promise<Locked[]> {
  return query<Locked>(
    `select users.*, ${isThere} as there from users where id = $1 or email = $2 order by id for update`,
    [id, email],
  );
}

/**
 * Run this in a statement after the one that locks: the locking statement sees links as they were
 * before it waited.
 */
async function isLinked(query: Query, id: string): Promise<boolean> {
  return (await query("select from user_links where user_id = $1 limit 1", [id])).length > 0;
}
