import { env } from "../env.ts";
import { dataRedis } from "../node/data-redis.ts";
import { drain } from "../node/drain.ts";
import { log } from "../node/log.ts";
import { nodeName } from "../node/name.ts";
import { perProcess, replaceable } from "../node/per-process.ts";
import { UserDirectory } from "./directory.ts";
import { EmailProofs } from "./email-proofs.ts";
import { PostgresUserDatabase } from "./postgres/database.ts";
import { RedisUserDatabase } from "./redis/database.ts";
import type { UserDatabase } from "./user-database.ts";

/**
 * The database in which this process keeps the site's people: Redis, or PostgreSQL if DATABASE_URL
 * names one.
 */
export const userDatabase = (): UserDatabase =>
  perProcess("user-database", () => {
    const { DATABASE_URL } = env();
    if (!DATABASE_URL) return new RedisUserDatabase(dataRedis());
    const postgres = new PostgresUserDatabase({ url: DATABASE_URL, label: nodeName(), onFault: report });
    drain().onClose(() => postgres.close());
    // Do this at boot, so that the first person doesn't wait for it. If it fails, the node starts
    // all the same: its sessions need no PostgreSQL.
    postgres.ready().catch(() => undefined);
    return postgres;
  });

/** This process's user directory. */
export const users = replaceable("users", () => new UserDirectory(userDatabase().users));

/** This process's verification of emails. */
export const emailProofs = (): EmailProofs =>
  perProcess("email-proofs", () => new EmailProofs(userDatabase().proofs, env().SESSION_PEPPERS));

/** Milliseconds between two log lines with the same text. */
const sayAgainAfter = 60_000;

function report(message: string): void {
  const said = perProcess("database-faults-said", () => new Map<string, number>());
  if (performance.now() - (said.get(message) ?? Number.NEGATIVE_INFINITY) < sayAgainAfter) return;
  said.set(message, performance.now());
  log().error(`The user directory: ${message}`);
}
