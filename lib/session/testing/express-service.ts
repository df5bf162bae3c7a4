import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express, { type Express, type Request, type Response } from "express";
import { onTestFinished } from "vitest";
import { sharedLogin } from "../express.ts";
import type { RedisSessions } from "../index.ts";
import type { Visits } from "./stores.ts";

/**
 * A service on Express with routes of a test. It ends with the test.
 * @returns Its address.
 */
export async function expressService(routes: (app: Express) => void): Promise<string> {
  const app = express().disable("x-powered-by");
  routes(app);
  const server = app.listen(0, "127.0.0.1");
  onTestFinished(async () => void server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Where these services have the login's token: in the cookie `token`, unsealed. */
export const sharedLoginOf = (sessions: RedisSessions<Visits>) =>
  sharedLogin<Visits>({
    sessions,
    tokenOf: async ({ headers }) => /token=([^;]+)/.exec(headers.cookie ?? "")?.[1],
    part: "service",
  });

/** A service with one route, and its answer to a request with this token. */
export async function serviceFor(
  sessions: RedisSessions<Visits>,
  route: (request: Request, response: Response) => unknown,
) {
  const url = await expressService((app) => app.use(sharedLoginOf(sessions)).all("/", route));
  return (token: string, init: RequestInit = {}) =>
    fetch(url, { headers: { cookie: `token=${token}` }, ...init });
}

/** The route's answer: the error's message, or the store's result. */
export const told = (response: Response) => (error: unknown, value?: unknown) =>
  response.json(error instanceof Error ? { error: error.message } : { value: value ?? null });
