import { Client, type ClientConfig } from "pg";
import type { DatabaseTarget } from "./url.ts";

/**
 * A connection that reports its break only through the statement that fails. node-postgres also
 * emits the break as an event, which ends the process if it has no listener. A pool listens only
 * while the connection is idle.
 */
export class Connection extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.on("error", () => undefined);
  }
}

/** The configuration for node-postgres. */
export const configOf = ({ tls, ...target }: DatabaseTarget): ClientConfig => ({
  ...target,
  ssl: tls ? { rejectUnauthorized: true } : false,
});
