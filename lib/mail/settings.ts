import { normalizeEmail } from "../users/email.ts";

/** The mail server, which {@link parseSmtpUrl} reads from one URL. */
export interface SmtpTarget {
  readonly host: string;
  readonly port: number;
  /**
   * `from-start`: TLS from the first byte (`smtps:`). `starttls`: a server that doesn't offer
   * STARTTLS gets no mail. `none`: for a relay in your own network.
   */
  readonly tls: "from-start" | "starttls" | "none";
  readonly auth?: { readonly user: string; readonly pass: string };
}

/** An SMTP_URL that can't be read. The message shows the shapes and no piece of the URL. */
export class BadSmtpUrl extends Error {
  constructor(reason: string) {
    super(
      `SMTP_URL ${reason}. Write smtps://user:password@host:465 or smtp://user:password@host:587, where STARTTLS is then needed; ` +
        "?tls=none for a relay in your own network that takes no password. Percent-encode special characters in user and password.",
    );
    this.name = "BadSmtpUrl";
  }
}

const shape =
  /^(?<scheme>smtps?):\/\/(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?(?:\[(?<v6>[\da-f:.]+)\]|(?<host>[\w.-]+))(?::(?<port>\d{1,5}))?\/?(?:\?(?<query>.*))?$/i;

/**
 * Reads the address of a mail server. It refuses parameters that it doesn't know, because a
 * misspelled one would silently send passwords or links unencrypted.
 *
 * @example
 * parseSmtpUrl("smtp://app:secret@mail.example.com").tls // "starttls"
 * @throws {BadSmtpUrl} when it can't be read.
 */
export function parseSmtpUrl(url: string): SmtpTarget {
  const text = url.trim();
  if (/[\s"'#]/.test(text)) throw new BadSmtpUrl("has a space, a line end, a quote or a # in it");
  const parts = shape.exec(text)?.groups;
  if (!parts) {
    throw new BadSmtpUrl(
      "must begin with smtp:// or smtps://, with a host after it, and no special characters that aren't percent-encoded",
    );
  }
  const { user, password, query } = parts;
  const isFromStart = parts.scheme?.toLowerCase() === "smtps";
  const port = parts.port === undefined ? (isFromStart ? 465 : 587) : Number(parts.port);
  if (port < 1 || port > 65_535) throw new BadSmtpUrl("has a port that is none");
  if (query !== undefined && query !== "tls=none") throw new BadSmtpUrl("takes no parameter but tls=none");
  if (query !== undefined && (isFromStart || password)) {
    throw new BadSmtpUrl(
      "has tls=none beside smtps:// or a password, which would go over the network as it is",
    );
  }
  if (Boolean(user) !== Boolean(password)) throw new BadSmtpUrl("needs a user and a password, or neither");
  return {
    host: (parts.v6 ?? parts.host ?? "").toLowerCase(),
    port,
    tls: isFromStart ? "from-start" : query ? "none" : "starttls",
    ...(user && password ? { auth: { user: decoded(user), pass: decoded(password) } } : {}),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new BadSmtpUrl("has a user or password that is not percent-encoded properly");
  }
}

/** The sender of mail. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** Reads `Unstuck <no-reply@unstuck.example>`, or an address alone; undefined for anything else. */
export function parseMailbox(text: string): Mailbox | undefined {
  const [, name = "", inBrackets] = /^([^<>"\\]*)<([^<>]*)>$/.exec(text.trim()) ?? [];
  const address = normalizeEmail(inBrackets ?? text);
  return address ? { name: inBrackets === undefined ? "" : name.trim(), address } : undefined;
}
