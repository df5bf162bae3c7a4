import { connect, type LookupFunction, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { AbstractConnector, type RedisOptions } from "ioredis";
import type { DnsLookup } from "./target.ts";

/** The options that ioredis gives to a connector. */
type Given = { host?: string; port?: number; disconnectTimeout?: number; tls?: ConnectionOptions };

/**
 * Has connections to nodes resolve names by `lookup`. ioredis itself does so only for a Cluster's
 * first nodes.
 */
export function lookupConnector(lookup: DnsLookup): NonNullable<RedisOptions["Connector"]> {
  return class extends AbstractConnector {
    readonly #given: Given;

    constructor(options: unknown) {
      const given = options as Given;
      super(given.disconnectTimeout ?? 100);
      this.#given = given;
    }

    async connect(): Promise<Socket> {
      this.connecting = true;
      const { host = "localhost", port = 6379, tls } = this.#given;
      const place = {
        host,
        port,
        // With several addresses at once Node.js asks for a list, which such a function doesn't
        // give.
        autoSelectFamily: false,
        lookup: ((name, _, done) =>
          lookup(name, (error, address, family = 4) =>
            done(error ?? null, address, family),
          )) satisfies LookupFunction,
      };
      this.stream = tls ? connectTls({ servername: host, ...place, ...tls }) : connect(place);
      this.stream.once("error", (error) => {
        this.firstError = error;
      });
      return this.stream;
    }
  };
}
