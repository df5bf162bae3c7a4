// Compiled by stack/test-package.ts in the project that has the package installed,
// and not with the sources.

import { isUnavailable, type Read, RedisSessions, type SessionStore } from "@unstuck/session";
import { ExpressStore, sharedLogin } from "@unstuck/session/express";
import { createClient, DurableRedis, parseRedisUrl, Script } from "@unstuck/session/redis";
import { MemorySessions } from "@unstuck/session/testing";
import express from "express";
import session from "express-session";

interface Data {
  name: string;
}

const keys = { peppers: ["…"], envelopeKeys: ["…"] };
const stores: SessionStore<Data>[] = [
  new RedisSessions<Data>({ url: "redis://127.0.0.1", ...keys, reader: "plain" }),
  new MemorySessions<Data>(),
];

export async function nameOf(token: string): Promise<string | undefined> {
  const read: Read<Data> | undefined = await stores[0]?.read(token).catch((error: unknown) => {
    if (isUnavailable(error)) return undefined;
    throw error;
  });
  // @ts-expect-error Only a living session has data.
  read?.session;
  return read?.status === "alive" ? read.session.data.name : undefined;
}

export function app(sessions: SessionStore<Data>): express.Express {
  return express().use(sharedLogin({ sessions, tokenOf: async () => undefined, part: "legacy" }));
}

export function appWithItsOwnCookie(url: string): express.Express {
  const store = new ExpressStore({
    url,
    ttl: ({ cookie }) => (cookie.secure ? 3600 : 60),
    userOf: () => "42",
  });
  return express().use(session({ store, secret: "…", resave: false, saveUninitialized: false }));
}

export async function find(url: string): Promise<unknown> {
  createClient(parseRedisUrl(url), { label: "types", socketTimeout: 1000 }).disconnect();
  return new DurableRedis({ url, label: "types" }).read(new Script("find.lua"), ["unstuck:{a}:b"]);
}
