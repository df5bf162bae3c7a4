import { randomUUID } from "node:crypto";
import { NextRequest } from "next/server";
import NextAuth, { type NextAuthConfig } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { afterAll, expect, inject, it, vi } from "vitest";
import { adapter } from "../../lib/auth/adapter.ts";
import { type SessionMetadata, sessionMetadata } from "../../lib/auth/session-metadata.ts";
import type { GuestData, SessionData } from "../../lib/auth/sessions.ts";
import { RedisSessions } from "../../lib/session/index.ts";
import { DurableRedis } from "../../lib/session/redis/durable.ts";
import { UserDirectory } from "../../lib/users/directory.ts";
import { RedisUserDatabase } from "../../lib/users/redis/database.ts";
import { credentialsWithDatabaseSessions } from "./credentials-with-database-sessions.ts";

const key = "k".repeat(44);
for (const name of ["SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS", "DEMO_PASSWORD"])
  vi.stubEnv(name, key);
vi.stubEnv("NODE_NAME", "app-a");
vi.stubEnv("REDIS_URL", inject("redisUrls").standalone);

const url = inject("redisUrls").standalone;
const sessions = new RedisSessions<SessionData, SessionMetadata, GuestData>({
  metadata: sessionMetadata,
  url,
  peppers: [key],
  envelopeKeys: [key],
});
const redis = new DurableRedis({ url, label: "recipe-test" });
afterAll(() => Promise.all([sessions.close(), redis.close()]));

const database = new RedisUserDatabase(redis);
const users = new UserDirectory(database.users);
const methods = adapter({
  users,
  sessions,
  redis,
  database,
  begin: ({ id, email, name, role }) =>
    sessions.create({
      user: id,
      data: { email, name, role },
      metadata: {
        createdBy: "app-a",
        signInMethod: "company",
        device: { browser: "Chrome 1", system: "Linux" },
      },
    }),
});
const created = await users.create({ email: `${randomUUID()}@example.com`, name: "Demo" });
if (created.status !== "created") throw new Error(`The test's user: ${created.status}`);
const { user } = created;
const verify = async ({ password }: Partial<Record<string, unknown>>) => (password === "right" ? user : null);

/** A browser that keeps the cookies which this configuration of Auth.js sets. */
function browser(config: NextAuthConfig) {
  const { handlers } = NextAuth({
    trustHost: true,
    secret: key,
    basePath: "/api/auth",
    logger: { error: () => {} },
    ...config,
  });
  const jar = new Map<string, string>();
  const send = async (path: string, form?: Record<string, string>): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const request = new NextRequest(`http://localhost/api/auth/${path}`, {
      headers: { cookie },
      ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}),
    });
    const response = await (form ? handlers.POST : handlers.GET)(request);
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value) jar.set(name, decodeURIComponent(value));
      else jar.delete(name);
    }
    return response;
  };
  return {
    send,
    sessionCookie: () => jar.get("authjs.session-token"),
    async signIn(password: string): Promise<Response> {
      const { csrfToken } = (await (await send("csrf")).json()) as { csrfToken: string };
      return send("callback/credentials", { csrfToken, email: user.email, password });
    },
  };
}

const credentials = Credentials({ credentials: { password: {} }, authorize: verify });

it("by itself, credentials alone with database sessions is refused", async () => {
  const { send } = browser({
    adapter: methods,
    session: { strategy: "database" },
    providers: [credentials],
  });
  expect((await send("csrf")).status).toBe(500);
});

it("by itself, credentials beside another provider gives a JWT for a cookie and then no session", async () => {
  const other = {
    id: "other",
    name: "Other",
    type: "oidc" as const,
    issuer: "https://login.example.com",
    clientId: "x",
  };
  const { send, signIn, sessionCookie } = browser({
    adapter: methods,
    session: { strategy: "database" },
    providers: [credentials, other],
  });
  const response = await signIn("right");
  expect(response.headers.get("location"), "it looks like a success").not.toContain("error");
  expect(sessionCookie()).toMatch(/^eyJ/);
  expect(await (await send("session")).json()).toBeNull();
  expect(await sessions.list(user.id)).toEqual([]);
});

it("with the recipe it is a session of the store: found, listed, and revoked from the list", async () => {
  const { send, signIn, sessionCookie } = browser(
    credentialsWithDatabaseSessions({ adapter: methods, verify }),
  );
  await signIn("right");
  expect(sessionCookie()).toMatch(/^Fe26/);
  expect(await (await send("session")).json()).toMatchObject({ user: { email: user.email } });
  const [listed, ...more] = await sessions.list(user.id);
  expect(more).toEqual([]);
  await sessions.revoke({ user: user.id, id: listed?.id ?? "" });
  expect(await (await send("session")).json()).toBeNull();
});

it("with the recipe a wrong password gives no session and no cookie", async () => {
  const { signIn, sessionCookie } = browser(credentialsWithDatabaseSessions({ adapter: methods, verify }));
  const response = await signIn("wrong");
  expect(response.headers.get("location")).toContain("error=CredentialsSignin");
  expect(sessionCookie()).toBeUndefined();
  expect(await sessions.list(user.id)).toEqual([]);
});
