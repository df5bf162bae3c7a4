import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { describeEachDatabase, type Place } from "../../users/testing/each-database.ts";
import { LinkedAccounts } from "../adapter/linked-accounts.ts";
import type { SignInMethod } from "../session-metadata.ts";
import type { NewAppSession, SessionData } from "../sessions.ts";
import { openNode } from "../testing/open-node.ts";
import { CompanyLogouts, idOf } from "./logouts.ts";

const key = "k".repeat(44);
const issuer = "https://login.example";
/**
 * A second of the provider's clock: the present, because the site forgets logouts older than a day.
 */
const second = Math.floor(Date.now() / 1000);
for (const name of ["SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS", "AUTH_SECRETS"])
  vi.stubEnv(name, key);
for (const [name, value] of Object.entries({
  NODE_NAME: "app-a",
  REDIS_URL: "redis://unused",
  OIDC_ISSUER: issuer,
  OIDC_CLIENT_ID: "unstuck",
  OIDC_CLIENT_SECRET: "s",
}))
  vi.stubEnv(name, value);
const { companySignInOf, createCompanySession, endCompanySessions } = await import("./sessions.ts");

/** One node of the site. */
function open(place: Place) {
  const node = openNode(place);
  return {
    ...node,
    logouts: new CompanyLogouts(node.redis, 60),
    accounts: new LinkedAccounts(node.database),
  };
}
type Node = ReturnType<typeof open>;

describeEachDatabase((place) => {
  let a: Node;
  let b: Node;
  beforeAll(() => {
    a = open(place);
    b = open(place);
  });
  afterAll(() => Promise.all([a.close(), b.close()]));

  /** A person whom the provider knows, with an account here. */
  async function person() {
    const subject = randomUUID();
    await a.accounts.open(
      { provider: "company", providerAccountId: `${issuer} ${subject}`, type: "oidc" },
      "Ada",
    );
    const account = await a.accounts.user({ provider: "company", providerAccountId: `${issuer} ${subject}` });
    return { subject, user: account?.user.id ?? "" };
  }
  const login = (
    user: string,
    signInMethod: SignInMethod,
    more: Partial<SessionData> = {},
  ): NewAppSession => ({
    user,
    data: { email: "a@example.com", name: "Ada", role: "user", ...more },
    metadata: { createdBy: "app-a", signInMethod, device: { browser: "Chrome 1", system: "Linux" } },
  });
  /** Signs a person on with an ID token that the provider issued in the second `issuedAt`. */
  async function signOn(who: Awaited<ReturnType<typeof person>>, sid: string, issuedAt = second, node = a) {
    const company = companySignInOf({ subject: who.subject, sid, issuedAt, age: 0 });
    return createCompanySession(node, login(who.user, "company", { company }), company);
  }
  const tokenOf = (created: Awaited<ReturnType<typeof signOn>>) =>
    created.status === "begun" ? created.token : "";
  const isAlive = async (token: string, node = b) => (await node.sessions.read(token)).status === "alive";

  it("sid ends the sessions that it began, and no other of the person", async () => {
    const who = await person();
    const [sid, otherSid] = [randomUUID(), randomUUID()];
    const [ended, other] = [tokenOf(await signOn(who, sid)), tokenOf(await signOn(who, otherSid))];
    const password = (await a.sessions.create(login(who.user, "password"))).token;
    expect(await endCompanySessions(b, { at: second + 1, sid })).toBe(1);
    expect([await isAlive(ended), await isAlive(other), await isAlive(password)]).toEqual([
      false,
      true,
      true,
    ]);
    expect(await endCompanySessions(a, { at: second + 1, sid, subject: who.subject }), "repeated").toBe(0);
  });

  it("sub alone ends all that the subject began through the company, and nothing that a password or another person began", async () => {
    const [who, somebody] = [await person(), await person()];
    const own = [tokenOf(await signOn(who, randomUUID())), tokenOf(await signOn(who, randomUUID()))];
    const early = (await a.sessions.create(login(who.user, "company"))).token;
    const password = (await a.sessions.create(login(who.user, "password"))).token;
    const theirs = tokenOf(await signOn(somebody, randomUUID()));
    expect(await endCompanySessions(b, { at: second + 1, subject: who.subject })).toBe(3);
    for (const token of [...own, early]) expect(await isAlive(token)).toBe(false);
    for (const token of [password, theirs]) expect(await isAlive(token)).toBe(true);
  });

  it("a sign-on of after the logout lives, and one of the same second doesn't", async () => {
    const who = await person();
    await endCompanySessions(a, { at: second, subject: who.subject });
    expect((await signOn(who, randomUUID(), second, b)).status).toBe("ended");
    const later = await signOn(who, randomUUID(), second + 1, b);
    expect(await isAlive(tokenOf(later), a)).toBe(true);
    expect(await endCompanySessions(b, { at: second, subject: who.subject }), "the same logout again").toBe(
      0,
    );
    expect(await isAlive(tokenOf(later), a)).toBe(true);
  });

  describe.each([
    ["by sid", (sid: string) => ({ at: second + 1, sid })],
    ["by sub", (_: string, subject: string) => ({ at: second + 1, subject })],
  ])("a logout %s wins over a sign-on", (_by, logoutOf) => {
    it.each(["expect", "create", "hasEnded"] as const)(
      "that is about to %s on another node",
      async (step) => {
        const who = await person();
        const sid = randomUUID();
        const logout = () => endCompanySessions(b, logoutOf(sid, who.subject));
        const company = companySignInOf({ subject: who.subject, sid, issuedAt: second, age: 0 });
        const overtaken =
          <A extends unknown[], R>(name: typeof step, work: (...args: A) => Promise<R>) =>
          async (...args: A) => {
            if (name === step) await logout();
            return work(...args);
          };
        const made: string[] = [];
        const parts = {
          users: a.users,
          logouts: {
            expect: overtaken("expect", a.logouts.expect.bind(a.logouts)),
            hasEnded: overtaken("hasEnded", a.logouts.hasEnded.bind(a.logouts)),
          },
          sessions: {
            create: overtaken("create", async (wanted: NewAppSession) => {
              const begun = await a.sessions.create(wanted);
              made.push(begun.token);
              return begun;
            }),
            revoke: a.sessions.revoke.bind(a.sessions),
          },
        };
        expect(await createCompanySession(parts, login(who.user, "company", { company }), company)).toEqual({
          status: "ended",
        });
        for (const token of made) expect(await isAlive(token)).toBe(false);
        expect(await b.sessions.list(who.user)).toEqual([]);
      },
    );

    it("whatever comes first of the two, in 40 races", async () => {
      const who = await person();
      await Promise.all(
        Array.from({ length: 40 }, async (_none, turn) => {
          const sid = randomUUID();
          const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
          const [created] = await Promise.all([
            wait(turn % 5).then(() => signOn(who, sid)),
            wait(turn % 7).then(() => endCompanySessions(b, logoutOf(sid, who.subject))),
          ]);
          if (created.status === "begun") expect(await isAlive(created.token)).toBe(false);
        }),
      );
      expect(await a.sessions.list(who.user)).toEqual([]);
    });
  });

  it("of 20 nodes that accept one token at once, one does; and the time is Redis's", async () => {
    const jti = idOf("jti", issuer, randomUUID());
    expect(await a.logouts.judge(jti)).toMatchObject({ accepted: false });
    const accepted = await Promise.all(
      Array.from({ length: 20 }, (_none, turn) => (turn % 2 ? a : b).logouts.accept(jti)),
    );
    expect(accepted.filter(Boolean)).toHaveLength(1);
    const { now, accepted: known } = await b.logouts.judge(jti);
    expect(known).toBe(true);
    expect(Math.abs(now - Date.now() / 1000)).toBeLessThan(5);
  });

  it("a session that nobody knows and a subject without an account end nothing, and are remembered for a sign-on under way", async () => {
    const who = { subject: randomUUID(), user: "" };
    expect(await endCompanySessions(a, { at: second + 1, subject: who.subject })).toBe(0);
    await a.accounts.open(
      { provider: "company", providerAccountId: `${issuer} ${who.subject}`, type: "oidc" },
      "Ada",
    );
    const account = await a.accounts.user({
      provider: "company",
      providerAccountId: `${issuer} ${who.subject}`,
    });
    const first = { subject: who.subject, user: account?.user.id ?? "" };
    expect((await signOn(first, randomUUID())).status).toBe("ended");
  });
});
