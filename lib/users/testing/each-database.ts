import { describe, inject } from "vitest";
import { type OpenUserDatabase, openUserDatabase } from "../open-database.ts";
import { PostgresUserDatabase } from "../postgres/database.ts";

/** One of the databases that can keep people. */
export interface Place {
  /** The address of the Redis that has the sessions. */
  readonly redisUrl: string;
  open(): OpenUserDatabase;
}

/**
 * The contract of {@link UserDatabase}: the same tests on each kind of Redis, and on PostgreSQL.
 */
export function describeEachDatabase(tests: (place: Place) => void): void {
  for (const [name, redisUrl] of Object.entries(inject("redisUrls")))
    describe(`on ${name} Redis`, () => tests({ redisUrl, open: () => openOnRedis(redisUrl) }));
  const url = inject("databaseUrl");
  const redisUrl = inject("redisUrls").standalone;
  const title = url
    ? "on PostgreSQL"
    : "on PostgreSQL, which this machine doesn't have: apt-get install postgresql";
  describe.skipIf(!url)(title, () =>
    tests({ redisUrl, open: () => new PostgresUserDatabase({ url, label: "test" }) }),
  );
}

/** The database of users on this Redis. */
export const openOnRedis = (redisUrl: string): OpenUserDatabase => openUserDatabase({ redisUrl }, "users");
