/** The address of PostgreSQL, which {@link parseDatabaseUrl} makes from one URL. */
export interface DatabaseTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** With TLS, the client checks the server's certificate against its name. */
  readonly tls: boolean;
}

/** A DATABASE_URL that can't be read. The message shows the shape and no piece of the URL. */
export class BadDatabaseUrl extends Error {
  constructor(reason: string) {
    super(
      `DATABASE_URL ${reason}. Write postgres://user:password@host:5432/database, with ?sslmode=verify-full for TLS, or leave it empty to ` +
        "keep users in Redis. Percent-encode special characters in user, password and database.",
    );
    this.name = "BadDatabaseUrl";
  }
}

const shape =
  /^postgres(?:ql)?:\/\/(?<user>[^:@/?]+):(?<password>[^@/?]+)@(?:\[(?<v6>[\da-f:.]+)\]|(?<host>[\w.-]+))(?::(?<port>\d{1,5}))?\/(?<database>[^/?]+)(?:\?(?<query>.*))?$/i;

/**
 * Reads the address of a PostgreSQL database. It refuses parameters that it doesn't know, because a
 * misspelled one would silently send passwords unencrypted.
 *
 * @example
 * parseDatabaseUrl("postgres://app:secret@db.example.com/unstuck").port // 5432
 * @throws {BadDatabaseUrl} when it can't be read.
 */
export function parseDatabaseUrl(url: string): DatabaseTarget {
  const text = url.trim();
  if (/[\s"'#]/.test(text)) throw new BadDatabaseUrl("has a space, a line end, a quote or a # in it");
  const parts = shape.exec(text)?.groups;
  if (!parts) {
    throw new BadDatabaseUrl(
      "must begin with postgres://, with user, password, host and database, and no special characters that aren't percent-encoded",
    );
  }
  const port = Number(parts.port ?? 5432);
  if (port < 1 || port > 65_535) throw new BadDatabaseUrl("has a port that is none");
  const { query = "sslmode=disable" } = parts;
  if (query !== "sslmode=disable" && query !== "sslmode=verify-full")
    throw new BadDatabaseUrl("takes no parameter but sslmode=disable and sslmode=verify-full");
  return {
    host: (parts.v6 ?? parts.host ?? "").toLowerCase(),
    port,
    database: decoded(parts.database ?? ""),
    user: decoded(parts.user ?? ""),
    password: decoded(parts.password ?? ""),
    tls: query === "sslmode=verify-full",
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new BadDatabaseUrl("has a user, password or database that is not percent-encoded properly");
  }
}
