import { createHash, randomUUID } from "node:crypto";
import type { AdapterAccount, AdapterUser } from "@auth/core/adapters";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { isUnavailable, RedisSessions } from "../index.ts";
import { DurableRedis } from "../redis/durable.ts";
import { openOperator } from "../testing/stores.ts";
import { authjsAdapter, Missing, Refused } from "./index.ts";

const key = "k".repeat(44);
const day = 24 * 60 * 60;
const inDays = (days: number) => new Date(Date.now() + days * day * 1000);
const device = { browser: "Chrome 1", system: "Linux" };

/** The adapter of one node, with connections of its own. */
function node(url: string, policy = { idle: 30 * day, absolute: 60 * day }) {
  const redis = new DurableRedis({ url, label: "authjs" });
  const sessions = new RedisSessions<{ name: string }>({ url, peppers: [key], envelopeKeys: [key], policy });
  const adapter = authjsAdapter({
    redis,
    sessions,
    login: ({ name }) => ({ data: { name: name ?? "" }, createdBy: "app-a", door: "authjs", device }),
  });
  return { ...adapter, sessions, close: () => Promise.all([redis.close(), sessions.close()]) };
}
type Node = ReturnType<typeof node>;

describe.each(Object.entries(inject("redisUrls")))("on %s Redis", (_, url) => {
  let a: Node;
  let b: Node;
  beforeAll(() => {
    a = node(url);
    b = node(url);
  });
  afterAll(() => Promise.all([a.close(), b.close()]));

  const userOf = (changes: Partial<AdapterUser> = {}): AdapterUser => ({
    id: randomUUID(),
    email: `${randomUUID()}@example.com`,
    image: "https://pictures.example.com/460/300",
    name: "Ada Lovelace",
    emailVerified: new Date(1_700_000_000_123),
    ...changes,
  });
  const person = (changes?: Partial<AdapterUser>) => a.createUser(userOf(changes)) as Promise<AdapterUser>;
  const accountOf = ({ id }: { id: string }): AdapterAccount => ({
    userId: id,
    provider: "github",
    providerAccountId: randomUUID(),
    type: "oauth",
    access_token: randomUUID(),
    expires_at: 2_592_000,
    id_token: randomUUID(),
    refresh_token: randomUUID(),
    token_type: "bearer",
    scope: "user",
    session_state: randomUUID(),
  });
  const sessionOf = ({ id }: { id: string }, days = 7) => ({
    sessionToken: randomUUID(),
    userId: id,
    expires: inDays(days),
  });
  const tokenOf = (minutes = 15) => ({
    identifier: `${randomUUID()}@example.com`,
    token: createHash("sha256").update(randomUUID()).digest("hex"),
    expires: new Date(Date.now() + minutes * 60_000),
  });
  const authenticatorOf = ({ id }: { id: string }) => ({
    userId: id,
    credentialID: randomUUID(),
    providerAccountId: randomUUID(),
    credentialPublicKey: "key",
    counter: 1,
    credentialBackedUp: true,
    credentialDeviceType: "multiDevice",
    transports: "internal",
  });

  describe("a user", () => {
    it("comes back as given, with id, image, verification and fields of one's own, from another node", async () => {
      const user = { ...userOf(), role: "admin", phone: "00000000000" };
      expect(await a.createUser(user)).toEqual(user);
      expect(await b.getUser(user.id)).toEqual(user);
      expect(await b.getUserByEmail(user.email)).toEqual(user);
    });

    it("without image, name and verification comes back so", async () => {
      const user = userOf({ image: null, name: null, emailVerified: null });
      await a.createUser(user);
      expect(await b.getUser(user.id)).toEqual(user);
    });

    it("whom nobody knows is null, by id, email and account", async () => {
      expect(await a.getUser(randomUUID())).toBeNull();
      expect(await a.getUserByEmail("non-existent-email")).toBeNull();
      expect(await a.getUserByAccount({ provider: "none", providerAccountId: "none" })).toBeNull();
      await expect(a.updateUser({ id: randomUUID(), name: "Eve" })).rejects.toThrow(Missing);
    });

    it("changes in what is given, and the rest stays", async () => {
      const user = await person();
      const verified = new Date(5);
      expect(await a.updateUser({ id: user.id, name: "Updated" })).toEqual({ ...user, name: "Updated" });
      await b.updateUser({ id: user.id, image: null, emailVerified: verified });
      expect(await a.getUser(user.id)).toEqual({
        ...user,
        name: "Updated",
        image: null,
        emailVerified: verified,
      });
    });

    it("of 10 with one email at once on two nodes, exactly one is created", async () => {
      const email = `${randomUUID()}@example.com`;
      const results = await Promise.allSettled(
        Array.from({ length: 10 }, (_, n) =>
          (n % 2 ? a : b).createUser(userOf({ email: n % 3 ? email : email.toUpperCase() })),
        ),
      );
      const created = results.filter(({ status }) => status === "fulfilled");
      expect(created).toHaveLength(1);
      expect(await a.getUserByEmail(email)).toEqual((created[0] as PromiseFulfilledResult<unknown>).value);
      for (const result of results)
        if (result.status === "rejected") expect(result.reason).toBeInstanceOf(Refused);
    });

    it("may take another email, which frees the one before, and none that another has", async () => {
      const [first, second] = [await person(), await person()];
      await expect(a.updateUser({ id: second.id, email: first.email })).rejects.toThrow(Refused);
      expect(await b.getUser(second.id)).toEqual(second);
      const email = `${randomUUID()}@example.com`;
      await a.updateUser({ id: first.id, email });
      expect(await b.getUserByEmail(first.email)).toBeNull();
      expect(await b.getUserByEmail(email)).toMatchObject({ id: first.id });
      await b.updateUser({ id: second.id, email: first.email });
      expect(await a.getUserByEmail(first.email)).toMatchObject({ id: second.id });
    });

    it("that is deleted leaves no user, session, account or authenticator, and a free email", async () => {
      const user = await person();
      const [session, account, authenticator] = [sessionOf(user), accountOf(user), authenticatorOf(user)];
      await a.createSession(session);
      await a.linkAccount(account);
      await a.createAuthenticator(authenticator);
      expect(await b.deleteUser(user.id)).toEqual(user);
      expect(await a.getUser(user.id)).toBeNull();
      expect(await a.getSessionAndUser(session.sessionToken)).toBeNull();
      expect(await a.getAccount(account.providerAccountId, account.provider)).toBeNull();
      expect(await a.listAuthenticatorsByUserId(user.id)).toEqual([]);
      expect(await a.createUser(userOf({ email: user.email }))).toMatchObject({ email: user.email });
    });
  });

  describe("a session", () => {
    it("is found on another node by the token that the caller gave, as it was given", async () => {
      const user = await person();
      const session = sessionOf(user);
      expect(await a.getSessionAndUser("invalid-token")).toBeNull();
      expect(await a.createSession(session)).toEqual(session);
      expect(await b.getSessionAndUser(session.sessionToken)).toEqual({ session, user });
    });

    it("is an ordinary one of the store: listed, and gone when it is revoked there", async () => {
      const user = await person();
      const sessions = [sessionOf(user), sessionOf(user)];
      for (const session of sessions) await a.createSession(session);
      const listed = await b.sessions.list(user.id);
      expect(listed).toHaveLength(2);
      await b.sessions.revoke({ user: user.id, id: listed[0]?.id ?? "" });
      const left = await Promise.all(sessions.map(({ sessionToken }) => a.getSessionAndUser(sessionToken)));
      expect(left.filter(Boolean)).toHaveLength(1);
    });

    it("moves its end as it is asked to, and gives itself back", async () => {
      const user = await person();
      const session = sessionOf(user);
      await a.createSession(session);
      const expires = inDays(30);
      const { sessionToken } = session;
      expect(await b.updateSession({ sessionToken, expires })).toEqual({ ...session, expires });
      expect((await a.getSessionAndUser(sessionToken))?.session).toEqual({ ...session, expires });
      expect(await a.updateSession({ sessionToken: randomUUID(), expires })).toBeNull();
    });

    it("never moves its absolute end, whatever is asked, and slides the idle one", async () => {
      const short = node(url, { idle: 60, absolute: 600 });
      const user = await person();
      const session = sessionOf(user, 365);
      const [{ expires }, begun] = [await short.createSession(session), Date.now()];
      expect(Math.abs(expires.getTime() - begun - 600_000)).toBeLessThan(5000);
      const { sessionToken } = session;
      const moved = await short.updateSession({ sessionToken, expires: inDays(365) });
      expect(moved?.expires, "the absolute end").toEqual(expires);
      const [listed] = await short.sessions.list(user.id);
      expect(listed?.expiresAt).toEqual(expires);
      await short.close();
    });

    it("that was deleted is gone on every node, and no update brings it back", async () => {
      const user = await person();
      const session = sessionOf(user);
      await a.createSession(session);
      const { sessionToken } = session;
      expect(await a.deleteSession(sessionToken)).toEqual(session);
      expect(await b.updateSession({ sessionToken, expires: inDays(30) })).toBeNull();
      expect(await b.getSessionAndUser(sessionToken)).toBeNull();
      expect(await b.sessions.list(user.id)).toEqual([]);
      expect(await a.deleteSession(sessionToken)).toBeNull();
    });

    it("ends when Auth.js said it would, by Redis's clock", async () => {
      const user = await person();
      const session = { ...sessionOf(user), expires: new Date(Date.now() + 300) };
      await a.createSession(session);
      await expect.poll(() => b.getSessionAndUser(session.sessionToken), { timeout: 3000 }).toBeNull();
    });

    it("isn't begun for a user who is gone", async () => {
      await expect(a.createSession(sessionOf({ id: randomUUID() }))).rejects.toThrow(Missing);
    });
  });

  describe("an account", () => {
    it("leads to its user, and comes back as it was given", async () => {
      const user = await person();
      const account = accountOf(user);
      expect(await a.linkAccount(account)).toEqual(account);
      expect(await b.getUserByAccount(account)).toEqual(user);
      expect(await b.getAccount(account.providerAccountId, account.provider)).toEqual(account);
    });

    it("that is linked again has what the provider said last, and still goes with its user", async () => {
      const user = await person();
      const account = accountOf(user);
      await a.linkAccount(account);
      const again = { ...account, access_token: randomUUID() };
      await b.linkAccount(again);
      expect(await a.getAccount(account.providerAccountId, account.provider)).toEqual(again);
      await a.deleteUser(user.id);
      expect(await b.getAccount(account.providerAccountId, account.provider)).toBeNull();
    });

    it("of another user is refused, and of one who is gone is handed over", async () => {
      const [first, second] = [await person(), await person()];
      const account = accountOf(first);
      await a.linkAccount(account);
      await expect(b.linkAccount({ ...account, userId: second.id })).rejects.toThrow(Refused);
      expect(await a.getUserByAccount(account)).toEqual(first);
      const left = accountOf({ id: randomUUID() });
      await a.linkAccount(left);
      await b.linkAccount({ ...left, userId: second.id });
      expect(await a.getUserByAccount(left)).toEqual(second);
    });

    it("that is unlinked leads nowhere", async () => {
      const account = accountOf(await person());
      await a.linkAccount(account);
      expect(await b.unlinkAccount(account)).toEqual(account);
      expect(await a.getUserByAccount(account)).toBeNull();
      expect(await a.getAccount(account.providerAccountId, account.provider)).toBeNull();
    });
  });

  describe("a verification token", () => {
    it("comes back as it was given, once, of many uses at once on two nodes", async () => {
      const token = tokenOf();
      expect(await a.createVerificationToken(token)).toEqual(token);
      const uses = await Promise.all(
        Array.from({ length: 6 }, (_, n) => (n % 2 ? a : b).useVerificationToken(token)),
      );
      expect(uses.filter(Boolean)).toEqual([token]);
      expect(await a.useVerificationToken(token)).toBeNull();
    });

    it("is none of another identifier", async () => {
      const token = tokenOf();
      await a.createVerificationToken(token);
      expect(await b.useVerificationToken({ ...token, identifier: "eve@example.com" })).toBeNull();
      expect(await b.useVerificationToken(token)).toEqual(token);
    });
  });

  describe("an authenticator", () => {
    it("comes back by its id and with its user's others, and its counter never falls", async () => {
      const user = await person();
      const [first, second] = [authenticatorOf(user), authenticatorOf(user)];
      expect(await a.createAuthenticator(first)).toEqual(first);
      await a.createAuthenticator(second);
      expect(await b.getAuthenticator(first.credentialID)).toEqual(first);
      expect(await b.listAuthenticatorsByUserId(user.id)).toHaveLength(2);
      expect(await b.updateAuthenticatorCounter(first.credentialID, 9)).toEqual({ ...first, counter: 9 });
      expect(await a.updateAuthenticatorCounter(first.credentialID, 3)).toEqual({ ...first, counter: 9 });
    });

    it("that nobody has is null, an empty list, and an error where a counter was to be set", async () => {
      expect(await a.getAuthenticator(randomUUID())).toBeNull();
      expect(await a.listAuthenticatorsByUserId(randomUUID())).toEqual([]);
      await expect(a.updateAuthenticatorCounter(randomUUID(), 1)).rejects.toThrow(Missing);
    });
  });
});

it("a dump of Redis has neither the token that Auth.js made nor the store's", async () => {
  const url = inject("redisUrls").standalone;
  const one = node(url);
  const created: string[] = [];
  const create = one.sessions.create.bind(one.sessions);
  one.sessions.create = async (login) => {
    const begun = await create(login);
    created.push(begun.token);
    return begun;
  };
  const user = { id: randomUUID(), email: `${randomUUID()}@example.com`, emailVerified: null };
  await one.createUser(user);
  const sessionToken = randomUUID();
  await one.createSession({ sessionToken, userId: user.id, expires: inDays(1) });
  expect(created).toHaveLength(1);
  const secret = created[0]?.split(".").at(-1) ?? "";
  expect(secret.length).toBeGreaterThan(40);
  const operator = openOperator("standalone");
  const keys = await operator.keys("unstuck:authjs-*");
  const dump = JSON.stringify(
    await Promise.all(keys.map(async (name) => [name, await operator.get(name).catch(() => "")])),
  );
  expect(dump).toContain(user.id);
  expect(dump).not.toContain(sessionToken);
  expect(dump).not.toContain(secret);
  await one.close();
});

it("with Redis away a session is an error and never null", async () => {
  const away = node("redis://127.0.0.1:1");
  await expect(away.getSessionAndUser(randomUUID())).rejects.toSatisfy(isUnavailable);
  await away.close();
});
