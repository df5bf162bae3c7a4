import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A message that the server received. */
export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as the client sent them, with quoted-printable decoded. */
  readonly raw: string;
}

/** A mail server for one test, on loopback. */
export class MailServer {
  readonly received: Received[] = [];
  readonly #server: SMTPServer;

  private constructor(options: SMTPServerOptions) {
    this.#server = new SMTPServer({
      authOptional: true,
      // Milliseconds for which a connection without a message under way stays open after the end.
      closeTimeout: 100,
      disabledCommands: ["STARTTLS"],
      onData: (stream, { envelope }, done) => {
        void text(stream).then((raw) => {
          const from = envelope.mailFrom ? envelope.mailFrom.address : "";
          this.received.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw: decoded(raw) });
          done();
        });
      },
      ...options,
    });
    this.#server.on("error", () => {});
  }

  /** @param port 0 for any free port. */
  static async start(options: SMTPServerOptions = {}, port = 0): Promise<MailServer> {
    const started = new MailServer(options);
    started.#server.listen(port, "127.0.0.1");
    await once(started.#server.server, "listening");
    return started;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

const decoded = (raw: string) =>
  raw
    .replace(/=\r?\n/g, "")
    .replace(/=([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll("\r\n", "\n");
