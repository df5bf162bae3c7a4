import { DatabaseError, Pool, type PoolClient, type QueryResultRow } from "pg";
import { Connection, configOf } from "./connection.ts";
import { DatabaseUnavailable, isPassing, translate } from "./errors.ts";
import { migrate } from "./migrate.ts";
import { parseDatabaseUrl } from "./url.ts";

/**
 * Milliseconds. A caller waits for a connection or its turn in the pool as long as for a read of
 * Redis, and as long for a statement. Together they stay below the 8 s of a write, so a page
 * answers 503 while the person still waits.
 */
const deadlines = { connect: 2000, statement: 2000, answer: 2500 };

/**
 * The maximum of connections per node. Three nodes stay far below the 100 that PostgreSQL allows by
 * default.
 */
const connections = 10;

/** One connection, inside a transaction or for one statement. */
export type Query = <Row extends QueryResultRow>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

export interface PostgresOptions {
  /** See ./url.ts. */
  url: string;
  /** Names the connections in `pg_stat_activity`. */
  label: string;
  /**
   * Called for each query that PostgreSQL didn't answer. The message for the log names the setting
   * to look at.
   */
  onFault?: (message: string) => void;
}

/** A PostgreSQL database with the directory's tables. */
export class Postgres {
  readonly #pool: Pool;
  readonly #url: string;
  readonly #onFault: (message: string) => void;
  #migrated: Promise<unknown> | undefined;

  /** @throws {BadDatabaseUrl} */
  constructor({ url, label, onFault = () => undefined }: PostgresOptions) {
    this.#url = url;
    this.#onFault = onFault;
    this.#pool = new Pool({
      ...configOf(parseDatabaseUrl(url)),
      Client: Connection,
      application_name: label,
      max: connections,
      connectionTimeoutMillis: deadlines.connect,
      statement_timeout: deadlines.statement,
      // For a frozen server, or one whose network is down: such a server doesn't reach its own
      // timeout.
      query_timeout: deadlines.answer,
      idle_in_transaction_session_timeout: 10_000,
      keepAlive: true,
    });
    // The pool itself drops an idle connection that breaks.
    this.#pool.on("error", () => undefined);
  }

  /**
   * Creates the tables that are missing, once per process; the first use waits for it.
   * @throws {DatabaseUnavailable}
   */
  async ready(): Promise<void> {
    this.#migrated ??= migrate(this.#url).catch((error: unknown) => {
      this.#migrated = undefined;
      throw this.#told(error);
    });
    await this.#migrated;
  }

  /**
   * One statement, or several that must not be a transaction: 1 round trip each.
   * @throws {DatabaseUnavailable}
   */
  query<Row extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.#with((query) => query<Row>(text, values));
  }

  /**
   * Does the work as a whole or not at all: 2 round trips more than its statements take. It retries
   * the work once after a lost connection or a deadlock, so the work must be safe to repeat.
   * @throws {DatabaseUnavailable}
   */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    return this.#with(async (query) => {
      await query("begin");
      const result = await work(query);
      await query("commit");
      return result;
    });
  }

  /** Ends the connections. */
  close(): Promise<void> {
    return this.#pool.end();
  }

  async #with<T>(work: (query: Query) => Promise<T>): Promise<T> {
    await this.ready();
    try {
      return await this.#once(work).catch((error: unknown) => {
        if (isPassing(error)) return this.#once(work);
        throw error;
      });
    } catch (error) {
      throw this.#told(error);
    }
  }

  #told(error: unknown): unknown {
    const told = translate(error);
    if (told instanceof DatabaseUnavailable) this.#onFault(told.message);
    return told;
  }

  async #once<T>(work: (query: Query) => Promise<T>): Promise<T> {
    const client: PoolClient = await this.#pool.connect();
    try {
      const result = await work(async (text, values = []) => (await client.query(text, [...values])).rows);
      client.release();
      return result;
    } catch (error) {
      // Only an error from PostgreSQL itself proves that the connection waits for no answer.
      const isFree =
        error instanceof DatabaseError &&
        (await client.query("rollback").then(
          () => true,
          () => false,
        ));
      client.release(!isFree);
      throw error;
    }
  }
}
