import { Client, type ClientConfig } from "pg";
import type { DatabaseTarget } from "./url.ts";

/**
 * A connection whose break is told by the statement that it breaks, and by nothing else.
 * node-postgres also emits it as an event, which would end the process where nobody listens: a pool
 * listens only while the connection is idle.
 */
export class Connection extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.on("error", () => undefined);
  }
}

/** What node-postgres is told of a target. */
export const configOf = ({ tls, ...target }: DatabaseTarget): ClientConfig => ({
  ...target,
  ssl: tls ? { rejectUnauthorized: true } : false,
});
