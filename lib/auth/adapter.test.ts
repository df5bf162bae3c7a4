import { randomUUID } from "node:crypto";
import type { AdapterAccount, AdapterAuthenticator, AdapterUser } from "next-auth/adapters";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { isUnavailable, RedisSessions } from "../session/index.ts";
import { DurableRedis } from "../session/redis/durable.ts";
import { RedisProxy } from "../session/testing/proxy.ts";
import { UserDirectory } from "../users/directory.ts";
import { describeEachDatabase, openOnRedis, type Place } from "../users/testing/each-database.ts";
import { adapter } from "./adapter.ts";
import { sealToken } from "./iron.ts";
import { type SessionMetadata, sessionMetadata } from "./session-metadata.ts";
import type { GuestData, SessionData } from "./sessions.ts";

const key = "k".repeat(44);
for (const [name, value] of Object.entries({
  NODE_NAME: "app-a",
  REDIS_URL: "redis://127.0.0.1:6379",
  SESSION_SEAL_KEYS: key,
  SESSION_PEPPERS: key,
  SESSION_ENVELOPE_KEYS: key,
  DEMO_PASSWORD: "correct horse battery",
})) {
  vi.stubEnv(name, value);
}

/**
 * The adapter of one node on this deployment. Each call makes another node, with connections of its
 * own.
 */
function node({ redisUrl: url, open }: Place) {
  const sessions = new RedisSessions<SessionData, SessionMetadata, GuestData>({
    metadata: sessionMetadata,
    url,
    peppers: [key],
    envelopeKeys: [key],
    policy: { cap: 3 },
  });
  const redis = new DurableRedis({ url, label: "adapter-test" });
  const database = open();
  const methods = adapter({
    users: new UserDirectory(database.users),
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
  return { methods, sessions, close: () => Promise.all([sessions.close(), redis.close(), database.close()]) };
}

const urls = inject("redisUrls");
const onRedis = (redisUrl: string): Place => ({ redisUrl, open: () => openOnRedis(redisUrl) });
const fresh = () => `${randomUUID()}@example.com`;

describeEachDatabase((place) => {
  let a: ReturnType<typeof node>;
  let b: ReturnType<typeof node>;
  beforeAll(() => {
    a = node(place);
    b = node(place);
  });
  afterAll(() => Promise.all([a.close(), b.close()]));

  const person = (email = fresh()) =>
    a.methods.createUser({ id: randomUUID(), email, name: "Demo", emailVerified: null });
  const accountOf = (user: AdapterUser): AdapterAccount => ({
    userId: user.id,
    type: "oidc",
    provider: "company",
    providerAccountId: randomUUID(),
    access_token: "at",
    scope: "openid",
  });
  const authenticatorOf = (user: AdapterUser): AdapterAuthenticator => ({
    userId: user.id,
    credentialID: randomUUID(),
    providerAccountId: randomUUID(),
    credentialPublicKey: "key",
    counter: 1,
    credentialBackedUp: true,
    credentialDeviceType: "multiDevice",
    transports: "internal",
  });
  const begin = (user: AdapterUser) =>
    a.methods.createSession({ sessionToken: "made by Auth.js", userId: user.id, expires: new Date() });

  describe("users", () => {
    it("a created user is found by id and by email, on another node as well", async () => {
      const user = await person();
      expect(await b.methods.getUser(user.id)).toEqual(user);
      expect(await b.methods.getUserByEmail(user.email)).toEqual(user);
    });

    it("createUser keeps the verification of the email that it is given", async () => {
      const emailVerified = new Date(1_700_000_000_000);
      const user = await a.methods.createUser({ id: "ignored", email: fresh(), name: "Demo", emailVerified });
      expect((await b.methods.getUser(user.id))?.emailVerified).toEqual(emailVerified);
      expect(user.id).not.toBe("ignored");
    });

    it("a picture's address comes back, and goes when Auth.js says null", async () => {
      const image = "https://pictures.example.com/460/300";
      const user = await a.methods.createUser({ id: "", email: fresh(), image, emailVerified: null });
      expect(user.image).toBe(image);
      expect((await b.methods.updateUser({ id: user.id, name: "Ada" })).image).toBe(image);
      expect((await b.methods.updateUser({ id: user.id, image: null })).image).toBeNull();
    });

    it("a user that the provider gave no name is called by the email", async () => {
      const email = fresh();
      expect((await a.methods.createUser({ id: "", email, emailVerified: null })).name).toBe(email);
    });

    it("an unknown id, email or account gives null", async () => {
      expect(await a.methods.getUser(randomUUID())).toBeNull();
      expect(await a.methods.getUserByEmail(fresh())).toBeNull();
      expect(
        await a.methods.getUserByAccount({ provider: "company", providerAccountId: "nobody" }),
      ).toBeNull();
      expect(await a.methods.getAccount("nobody", "company")).toBeNull();
    });

    it("updateUser changes what it is given and leaves the rest", async () => {
      const user = await person();
      const updated = await a.methods.updateUser({ id: user.id, name: "Renamed" });
      expect(updated).toEqual({ ...user, name: "Renamed" });
      expect(await b.methods.getUser(user.id)).toEqual(updated);
    });

    it("a deleted user is gone with account, authenticator and every session", async () => {
      const user = await person();
      const account = accountOf(user);
      const authenticator = authenticatorOf(user);
      await a.methods.linkAccount(account);
      await a.methods.createAuthenticator(authenticator);
      const session = await begin(user);
      await a.methods.deleteUser(user.id);
      expect(await b.methods.getUser(user.id)).toBeNull();
      expect(await b.methods.getUserByEmail(user.email)).toBeNull();
      expect(await b.methods.getUserByAccount(account)).toBeNull();
      expect(await b.methods.getAccount(account.providerAccountId, "company")).toBeNull();
      expect(await b.methods.getAuthenticator(authenticator.credentialID)).toBeNull();
      expect(await b.methods.getSessionAndUser(session.sessionToken)).toBeNull();
      await expect(begin(user)).rejects.toThrow(/does not exist/);
      await a.methods.deleteUser(user.id);
    });
  });

  describe("accounts", () => {
    it("a linked account leads to its user, with all that was given", async () => {
      const user = await person();
      const account = accountOf(user);
      expect(await a.methods.linkAccount(account)).toEqual(account);
      expect(await b.methods.getUserByAccount(account)).toEqual(user);
      expect(await b.methods.getAccount(account.providerAccountId, "company")).toEqual(account);
    });

    it("linking again changes nothing; another user can't take the account over", async () => {
      const user = await person();
      const account = accountOf(user);
      await a.methods.linkAccount(account);
      await a.methods.linkAccount(account);
      const other = await person();
      await expect(b.methods.linkAccount({ ...account, userId: other.id })).rejects.toThrow(/another user/);
      expect(await b.methods.getUserByAccount(account)).toEqual(user);
      await a.methods.deleteUser(other.id);
      expect(await b.methods.getUserByAccount(account)).toEqual(user);
    });

    it("the same id at another provider is another account", async () => {
      const account = accountOf(await person());
      await a.methods.linkAccount(account);
      expect(await a.methods.getUserByAccount({ ...account, provider: "other" })).toBeNull();
    });

    it("an unlinked account leads nowhere and can be linked to another user", async () => {
      const account = accountOf(await person());
      await a.methods.linkAccount(account);
      expect(await a.methods.unlinkAccount(account)).toEqual(account);
      expect(await b.methods.getUserByAccount(account)).toBeNull();
      const other = await person();
      await b.methods.linkAccount({ ...account, userId: other.id });
      expect(await a.methods.getUserByAccount(account)).toEqual(other);
    });
  });

  describe("sessions", () => {
    it("a session is found on another node by the cookie value that createSession made", async () => {
      const user = await person();
      const session = await begin(user);
      expect(session.sessionToken).not.toContain("Auth.js");
      expect(await b.methods.getSessionAndUser(session.sessionToken)).toEqual({
        session,
        user: { ...user, emailVerified: null },
      });
    });

    it("a session of this door is listed beside one of the other, and both count for the cap", async () => {
      const user = await person();
      const login = {
        user: user.id,
        data: { email: user.email, name: "Demo", role: "user" as const },
        metadata: {
          createdBy: "app-b",
          signInMethod: "password" as const,
          device: { browser: "Firefox 1", system: "Linux" },
        },
      };
      await b.sessions.create(login);
      await begin(user);
      const doors = (await b.sessions.list(user.id)).map((one) => one.readable && one.metadata.signInMethod);
      expect(doors.sort()).toEqual(["company", "password"]);
      await begin(user);
      await begin(user);
      expect(await b.sessions.list(user.id)).toHaveLength(3);
    });

    it("a session revoked from the list on one node is null on the other", async () => {
      const user = await person();
      const session = await begin(user);
      const [listed] = await b.sessions.list(user.id);
      await b.sessions.revoke({ user: user.id, id: listed?.id ?? "" });
      expect(await a.methods.getSessionAndUser(session.sessionToken)).toBeNull();
    });

    it("deleteSession ends it for every node, and a second time is no error", async () => {
      const session = await begin(await person());
      await a.methods.deleteSession(session.sessionToken);
      await b.methods.deleteSession(session.sessionToken);
      expect(await b.methods.getSessionAndUser(session.sessionToken)).toBeNull();
    });

    it("updateSession can't move the absolute end", async () => {
      const session = await begin(await person());
      await a.methods.updateSession({ ...session, expires: new Date(Date.now() + 1e12) });
      expect((await b.methods.getSessionAndUser(session.sessionToken))?.session.expires).toEqual(
        session.expires,
      );
    });
  });

  describe("verification tokens", () => {
    const token = () => ({
      identifier: fresh(),
      token: randomUUID(),
      expires: new Date(Date.now() + 60_000),
    });

    it("a token is used once: of 20 uses at once on two nodes one gets it", async () => {
      const created = token();
      expect(await a.methods.createVerificationToken(created)).toEqual(created);
      const uses = await Promise.all(
        Array.from({ length: 20 }, (_, n) => (n % 2 ? a : b).methods.useVerificationToken(created)),
      );
      expect(uses.filter(Boolean)).toEqual([created]);
      expect(await a.methods.useVerificationToken(created)).toBeNull();
    });

    it("an unknown token and another address's token give null, and use nothing up", async () => {
      const created = token();
      await a.methods.createVerificationToken(created);
      expect(await a.methods.useVerificationToken({ ...created, token: "unknown" })).toBeNull();
      expect(await a.methods.useVerificationToken({ ...created, identifier: fresh() })).toBeNull();
      expect(await a.methods.useVerificationToken(created)).toEqual(created);
    });

    it("an expired token is gone", async () => {
      const created = { ...token(), expires: new Date(Date.now() - 1) };
      await a.methods.createVerificationToken(created);
      await expect.poll(() => b.methods.useVerificationToken(created)).toBeNull();
    });
  });

  describe("authenticators", () => {
    it("an authenticator is found by its credential and listed with its user", async () => {
      const user = await person();
      const authenticator = authenticatorOf(user);
      expect(await a.methods.createAuthenticator(authenticator)).toEqual(authenticator);
      expect(await b.methods.getAuthenticator(authenticator.credentialID)).toEqual(authenticator);
      expect(await b.methods.listAuthenticatorsByUserId(user.id)).toEqual([authenticator]);
    });

    it("an unknown credential gives null, an unknown user an empty list, and its counter an error", async () => {
      expect(await a.methods.getAuthenticator("unknown")).toBeNull();
      expect(await a.methods.listAuthenticatorsByUserId("unknown")).toEqual([]);
      await expect(a.methods.updateAuthenticatorCounter("unknown", 2)).rejects.toThrow(/does not exist/);
    });

    it("another user can't register the same credential", async () => {
      const authenticator = authenticatorOf(await person());
      await a.methods.createAuthenticator(authenticator);
      const other = await person();
      await expect(a.methods.createAuthenticator({ ...authenticator, userId: other.id })).rejects.toThrow(
        /another user/,
      );
      expect(await a.methods.listAuthenticatorsByUserId(other.id)).toEqual([]);
    });

    it("the counter never falls, whichever of two nodes is later", async () => {
      const { credentialID } = await a.methods.createAuthenticator(authenticatorOf(await person()));
      const counters = [5, 9, 2, 7];
      await Promise.all(
        counters.map((counter, n) =>
          (n % 2 ? a : b).methods.updateAuthenticatorCounter(credentialID, counter),
        ),
      );
      expect((await b.methods.getAuthenticator(credentialID))?.counter).toBe(9);
    });
  });
});

describe("what it costs", () => {
  it("getSessionAndUser is one command, and none for a cookie that this site didn't seal", async () => {
    const proxy = await RedisProxy.open(urls.standalone);
    const { methods, close } = node(onRedis(proxy.url));
    /** The commands that this node sends while `work` runs. */
    const commands = async (work: () => unknown) => {
      proxy.commands = [];
      await work();
      return proxy.commands;
    };
    try {
      const user = await methods.createUser({
        id: "",
        email: fresh(),
        name: "Demo",
        emailVerified: null,
      });
      const { sessionToken } = await methods.createSession({
        sessionToken: "",
        userId: user.id,
        expires: new Date(),
      });
      await methods.getSessionAndUser(sessionToken);
      expect(await commands(() => methods.getSessionAndUser(sessionToken))).toEqual(["evalsha"]);
      expect(await commands(() => methods.updateSession({ sessionToken }))).toEqual([]);
      const forged = [
        randomUUID(),
        `${sessionToken.slice(0, -2)}AA`,
        "abcdefghijklmnop.abcdefghijklmnopqrstuv.abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq",
        "",
      ];
      expect(
        await commands(async () => {
          for (const cookie of forged) expect(await methods.getSessionAndUser(cookie)).toBeNull();
          for (const cookie of forged) await methods.deleteSession(cookie);
        }),
      ).toEqual([]);
    } finally {
      await close();
      proxy.close();
    }
  });
});

it("with Redis away a session is an error and never null", async () => {
  const { methods, close } = node(onRedis("redis://127.0.0.1:1"));
  const { value } = await sealToken(
    "abcdefghijklmnop.abcdefghijklmnopqrstuv.abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq",
  );
  await expect(methods.getSessionAndUser(value)).rejects.toSatisfy(isUnavailable);
  await close();
});
