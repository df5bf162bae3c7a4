import type { TestProject } from "vitest/node";
import { PostgresServer } from "./postgres-server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The value for DATABASE_URL; empty if this machine has no PostgreSQL. */
    databaseUrl: string;
  }
}

/** Starts one PostgreSQL for all tests, and stops it after the last one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await PostgresServer.start();
  if (!server) console.warn("No PostgreSQL on this machine: every test “on PostgreSQL” is skipped.");
  project.provide("databaseUrl", server ? await server.database() : "");
  return async () => server?.end();
}
