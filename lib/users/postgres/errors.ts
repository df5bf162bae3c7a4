import { DatabaseError } from "pg";
import { RedisUnavailable } from "../../session/index.ts";

/**
 * PostgreSQL could not answer, so the site knows nothing about the user. The class extends that of
 * Redis's outage, so that every caller answers in the same way: 503 with Retry-After, and the
 * session goes on.
 */
export class DatabaseUnavailable extends RedisUnavailable {
  constructor(message: string, options?: { cause?: unknown; retryAfter?: number }) {
    super(message, options);
    this.name = "DatabaseUnavailable";
  }
}

/**
 * PostgreSQL answered, and its answer is a fault of the set-up. A retry doesn't help. The message
 * names the setting to change.
 */
export class DatabaseMisconfigured extends DatabaseUnavailable {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, { ...options, retryAfter: 30 });
    this.name = "DatabaseMisconfigured";
  }
}

/**
 * PostgreSQL refused a statement. This error leaves out PostgreSQL's own words, because they may
 * quote text that a person typed.
 */
class StatementRefused extends Error {
  constructor({ code = "", table = "", constraint = "" }: DatabaseError) {
    super(`PostgreSQL refused a statement of the user directory with ${code} ${table} ${constraint}`.trim());
    this.name = "StatementRefused";
  }
}

/** The meanings of the SQLSTATEs that an operator can fix (appendix A of PostgreSQL's manual). */
const faults: readonly (readonly [RegExp, string])[] = [
  [/^28/, "PostgreSQL refuses the login. Check the user and the password in DATABASE_URL, and pg_hba.conf."],
  [/^3D000$/, "PostgreSQL has no such database. Check DATABASE_URL, or create the database."],
  [
    /^42501$/,
    "The user in DATABASE_URL may not do this. Grant CREATE on the database's schema and all rights to the directory's tables.",
  ],
  [
    /^(42P01|42703|3F000)$/,
    "A table of the directory is missing in the database of DATABASE_URL. Check that it is the right database and restart a node, which creates missing tables.",
  ],
  [/^(25006|42809)$/, "PostgreSQL is read-only. Let DATABASE_URL name the primary, not a standby."],
  [/^53[12]00$/, "PostgreSQL is out of disk or memory. Give the server of DATABASE_URL more."],
];

/**
 * SQLSTATEs of temporary faults: lost connections, shutdown and start, too many connections,
 * timeouts, deadlocks.
 */
const passing = /^(08|57|53300|55P03|40|25P03)/;
const tlsCode = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO)|does not support SSL/;
const away = "PostgreSQL can't be reached. Check DATABASE_URL and that PostgreSQL runs.";
/** Errors that node-postgres throws as plain `Error`s. */
const broken =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client was closed|Client has encountered a connection error|connect E|getaddrinfo |read E|write E)/;
const socketCode = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_|EADDRNOTAVAIL|ERR_STREAM|ERR_SOCKET)/;

/** Those of them that mean the loss of an established connection. */
const lost = /^(Connection terminated unexpectedly|Client (has encountered|was closed)|read E|write E)/;

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";

/** Another user already has the value that a statement wanted to set. */
class Taken extends Error {
  constructor() {
    super("Another user has it.");
    this.name = "Taken";
  }
}

export const isTaken = (error: unknown): boolean => error instanceof Taken;

/**
 * Whether an immediate retry of the transaction may succeed, on another connection or after the
 * transaction that was in its way.
 */
export function isPassing(error: unknown): boolean {
  if (error instanceof DatabaseError) return /^(57P01|57P02|40)/.test(codeOf(error));
  return error instanceof Error && lost.test(error.message);
}

/**
 * The error for the caller. Each error of PostgreSQL or of the connection to it becomes one that
 * names the setting to look at.
 */
export function translate(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseUnavailable) return error;
  const code = codeOf(error);
  if (error instanceof DatabaseError) {
    if (code === "23505") return new Taken();
    const fault = faults.find(([states]) => states.test(code))?.[1];
    if (fault) return new DatabaseMisconfigured(`${fault} (${code})`);
    return passing.test(code) ? new DatabaseUnavailable(`${away} (${code})`) : new StatementRefused(error);
  }
  if (tlsCode.test(code) || tlsCode.test(error.message) || /does not support SSL/.test(error.message)) {
    return new DatabaseMisconfigured(
      "PostgreSQL's certificate is not trusted, or it speaks no TLS. Check its name and issuer, NODE_EXTRA_CA_CERTS, and sslmode in DATABASE_URL.",
    );
  }
  if (socketCode.test(code) || broken.test(error.message) || error.name === "AggregateError")
    return new DatabaseUnavailable(away);
  return error;
}
