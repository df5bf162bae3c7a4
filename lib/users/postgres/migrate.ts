import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Client } from "pg";
import { Connection, configOf } from "./connection.ts";
import { parseDatabaseUrl } from "./url.ts";

const folder = join(dirname(fileURLToPath(import.meta.url)), "migrations");
/** The PostgreSQL advisory lock of this app's migrations: any number that no other program uses. */
const lock = 7_283_116_520;

/**
 * Applies the numbered files of `migrations/` that the database lacks, in one transaction. If
 * several nodes start at once, one applies them and the others wait for its lock. It leaves a
 * database of a newer build as it is.
 * @returns The numbers that were applied.
 */
export async function migrate(url: string): Promise<number[]> {
  const client = new Connection({
    ...configOf(parseDatabaseUrl(url)),
    application_name: "migration",
    connectionTimeoutMillis: 2000,
    // A migration may change a large table. Meanwhile, and while it waits for another node's
    // migration, this node answers 503.
    query_timeout: 60_000,
  });
  try {
    await client.connect();
    const wanted = await migrations();
    if ((await lastOf(client)) >= (wanted.at(-1)?.number ?? 0)) return [];
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock($1)", [lock]);
    await client.query(
      "create table if not exists migrations (number integer primary key, applied_at timestamptz not null default now())",
    );
    const last = await lastOf(client);
    const missing = wanted.filter(({ number }) => number > last);
    for (const { number, file } of missing) {
      await client.query(await readFile(join(folder, file), "utf8"));
      await client.query("insert into migrations (number) values ($1)", [number]);
    }
    await client.query("commit");
    return missing.map(({ number }) => number);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function migrations(): Promise<{ number: number; file: string }[]> {
  const files = (await readdir(folder)).filter((name) => /^\d{3}-[\w-]+\.sql$/.test(name)).sort();
  return files.map((file) => ({ number: Number(file.slice(0, 3)), file }));
}

async function lastOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ there: string | null }>("select to_regclass('migrations') as there");
  if (!rows[0]?.there) return 0;
  const last = await client.query<{ last: number | null }>("select max(number) as last from migrations");
  return last.rows[0]?.last ?? 0;
}
