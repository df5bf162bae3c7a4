import { createTransport, type Transporter } from "nodemailer";
import type { Message, Outbox } from "./message.ts";
import type { Mailbox, SmtpTarget } from "./settings.ts";

const brand = Symbol.for("unstuck.MailNotSent");

/**
 * A mail server didn't accept a message. The error gives the reason and the setting to look at. It
 * leaves out the server's own words, because they may name the recipient.
 */
export class MailNotSent extends Error {
  readonly [brand] = true;

  constructor(reason: string) {
    super(`SMTP_URL: ${reason}. The message is lost; its recipient has to ask for another.`);
    this.name = "MailNotSent";
  }
}

/**
 * Whether an error is a {@link MailNotSent}. Not by `instanceof`: bundlers give each route a copy
 * of the class, and the first route that needs the outbox makes it.
 */
export const isMailNotSent = (error: unknown): error is MailNotSent =>
  error instanceof Error && brand in error;

/**
 * Milliseconds to connect, to get the greeting, and between two lines. No person waits for them.
 */
const timeouts = { dnsTimeout: 5000, connectionTimeout: 5000, greetingTimeout: 5000, socketTimeout: 10_000 };
/** Messages that may wait for a slow server in this node's memory. */
const mostWaiting = 100;

const reasons: Readonly<Record<string, string>> = {
  EDNS: "the mail server's host has no address",
  ECONNECTION: "the mail server can't be reached",
  ESOCKET: "the mail server can't be reached, or its certificate isn't trusted",
  ETIMEDOUT: "the mail server does not answer in time",
  ETLS: "the mail server offers no STARTTLS, or its certificate isn't trusted (?tls=none for a relay in your own network)",
  EAUTH: "the mail server refuses the user or the password",
  EENVELOPE: "the mail server refuses MAIL_FROM or the recipient",
};

/**
 * Hands mail to a server, over at most two kept connections. It makes one try, so use a relay that
 * queues.
 */
export class SmtpOutbox implements Outbox {
  readonly kind = "smtp";
  readonly #transport: Transporter;
  readonly #from: Mailbox;
  #waiting = 0;

  constructor({ host, port, tls, auth }: SmtpTarget, from: Mailbox) {
    this.#from = from;
    this.#transport = createTransport({
      pool: true,
      maxConnections: 2,
      host,
      port,
      secure: tls === "from-start",
      requireTLS: tls === "starttls",
      ignoreTLS: tls === "none",
      ...(auth ? { auth } : {}),
      ...timeouts,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    // If the server ends a kept connection, no message is lost. `sendMail` itself reports a lost
    // message.
    this.#transport.on("error", () => {});
  }

  /** @throws {MailNotSent} */
  async put({ to, subject, text }: Message): Promise<void> {
    if (this.#waiting >= mostWaiting) throw new MailNotSent("too many messages wait for the mail server");
    this.#waiting += 1;
    try {
      // nodemailer never parses an address in an object for further recipients.
      await this.#transport.sendMail({
        from: this.#from,
        to: { name: "", address: to },
        subject,
        text,
        headers: automatic,
      });
    } catch (error) {
      const { code = "" } = error as { code?: string };
      throw new MailNotSent(reasons[code] ?? "the mail server refuses the message");
    } finally {
      this.#waiting -= 1;
    }
  }

  async close(): Promise<void> {
    this.#transport.close();
  }
}

/** This header keeps vacation responders from answering (RFC 3834). */
const automatic = { "Auto-Submitted": "auto-generated" };
