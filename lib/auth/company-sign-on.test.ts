import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { emailKey, fenceKey, passwordKey, userKey } from "../users/redis/keys.ts";
import * as userScripts from "../users/redis/scripts.ts";
import { describeEachDatabase, openOnRedis } from "../users/testing/each-database.ts";
import type { Claims } from "./company-claims.ts";
import { companySignOn } from "./company-sign-on.ts";
import { createForUser } from "./create-for-user.ts";
import { openNode } from "./testing/open-node.ts";

const password = "a long walk in the rain";
const fresh = () => `${randomUUID()}@example.com`;
const verified = (email: string, name = "Ada"): Claims => ({ name, address: { status: "verified", email } });

/** A person at the provider. */
const person = (issuer = "https://login.example.com") => ({
  provider: "company",
  providerAccountId: `${issuer} ${randomUUID()}`,
  type: "oidc" as const,
});

describeEachDatabase((place) => {
  let a: ReturnType<typeof openNode>;
  let b: ReturnType<typeof openNode>;
  beforeAll(() => {
    a = openNode(place);
    b = openNode(place);
  });
  afterAll(() => Promise.all([a.close(), b.close()]));

  async function enter(who: ReturnType<typeof person>, claims: Claims, node = a) {
    const decided = await companySignOn(node, who, claims);
    if (decided.status !== "entered") throw new Error(`Refused: ${decided.reason}`);
    return { ...decided.user, removed: decided.removed };
  }
  async function signUp(email: string, emailVerified?: Date) {
    const created = await b.users.create({
      email,
      name: "Local",
      password,
      ...(emailVerified ? { emailVerified } : {}),
    });
    if (created.status !== "created") throw new Error(`Not created: ${created.status}`);
    const { token } = await b.sessions.create({
      user: created.user.id,
      data: { email, name: "Local", role: "user" },
      metadata: {
        createdBy: "app-b",
        signInMethod: "password",
        device: { browser: "Chrome 1", system: "Linux" },
      },
    });
    return { id: created.user.id, token };
  }
  const isAlive = async (token: string) => (await a.sessions.read(token)).status === "alive";

  it("a new subject gets an account of its own, verified, and the same one on every node", async () => {
    const [who, email] = [person(), fresh()];
    const first = await enter(who, verified(email));
    expect(first).toMatchObject({ email, name: "Ada", role: "user", removed: false });
    expect(first.emailVerified).toBeInstanceOf(Date);
    expect(await enter(who, verified(email), b)).toEqual(first);
    expect(await b.users.findByEmail(email)).toMatchObject({ id: first.id });
  });

  it("of 10 first sign-ons of one person at once on two nodes, all enter one account", async () => {
    const [who, email] = [person(), fresh()];
    const entered = await Promise.all(
      Array.from({ length: 10 }, (_, n) => enter(who, verified(email), n % 2 ? a : b)),
    );
    expect(new Set(entered.map(({ id }) => id)).size).toBe(1);
  });

  it("an address that was given to another subject opens an account of its own, and moves there", async () => {
    const [first, second, address] = [person(), person(), fresh()];
    const before = await enter(first, verified(address));
    const after = await enter(second, verified(address), b);
    expect(after.id).not.toBe(before.id);
    expect(await a.users.findByEmail(address)).toMatchObject({ id: after.id });
    expect(await a.users.find(before.id)).toMatchObject({ email: "" });
    const renamed = fresh();
    expect(await enter(first, verified(renamed))).toMatchObject({ id: before.id, email: renamed });
  });

  it("a person whose address is another's, and whom the provider gives no new one, still gets in", async () => {
    const [first, second, address] = [person(), person(), fresh()];
    const { id } = await enter(first, verified(address));
    await enter(second, verified(address));
    for (const status of ["none", "unverified", "unsaid"] as const)
      expect(await enter(first, { name: "Ada", address: { status } })).toMatchObject({ id, email: "" });
  });

  it("two subjects that are given one address in turn keep an account each", async () => {
    const [first, second, address] = [person(), person(), fresh()];
    const ids = [await enter(first, verified(address)), await enter(second, verified(address))].map(
      ({ id }) => id,
    );
    for (let turn = 0; turn < 4; turn += 1) {
      const entered = await enter(turn % 2 ? second : first, verified(address), turn % 2 ? a : b);
      expect(entered).toMatchObject({ id: ids[turn % 2], email: address });
    }
  });

  it("the account follows name and address, and the address before is free", async () => {
    const [who, before, after] = [person(), fresh(), fresh()];
    const { id } = await enter(who, verified(before));
    expect(await enter(who, verified(after, "Ada King"))).toMatchObject({
      id,
      email: after,
      name: "Ada King",
    });
    expect(await b.users.findByEmail(before)).toBeUndefined();
    expect(await b.users.create({ email: before, name: "Next" })).toMatchObject({ status: "created" });
  });

  it("the account follows the provider's picture, and keeps it where nothing is said of one", async () => {
    const [who, email, image] = [person(), fresh(), "https://pictures.example.com/ada.png"];
    expect(await enter(who, { ...verified(email), image })).toMatchObject({ image });
    expect(await enter(who, verified(email), b)).toMatchObject({ image });
    expect(await enter(who, { ...verified(email), image: "" })).not.toHaveProperty("image");
  });

  it("an address that isn't verified is never taken over, and a new subject with one is refused", async () => {
    const [who, address] = [person(), fresh()];
    await enter(who, verified(address));
    for (const status of ["none", "unverified", "unsaid"] as const) {
      expect(await enter(who, { name: undefined, address: { status } })).toMatchObject({ email: address });
      expect(await companySignOn(a, person(), { name: "Eve", address: { status } })).toEqual({
        status: "refused",
        reason: status,
      });
    }
  });

  it("somebody who only claimed a new colleague's address loses account, password and every session", async () => {
    const email = fresh();
    const squatter = await signUp(email);
    const owner = await enter(person(), verified(email));
    expect(owner).toMatchObject({ removed: true, email });
    expect(owner.id).not.toBe(squatter.id);
    expect(await isAlive(squatter.token)).toBe(false);
    expect(await b.users.find(squatter.id)).toBeUndefined();
    expect(await b.users.verifyPassword({ email, password })).toBeUndefined();
  });

  it("so does somebody who claimed an address that a linked person received meanwhile", async () => {
    const [who, email] = [person(), fresh()];
    const { id } = await enter(who, verified(fresh()));
    const squatter = await signUp(email);
    expect(await enter(who, verified(email))).toMatchObject({ id, email, removed: true });
    expect(await isAlive(squatter.token)).toBe(false);
    expect(await b.users.verifyPassword({ email, password })).toBeUndefined();
  });

  it("an account that has shown to read the address is linked, and its password and sessions stay", async () => {
    const email = fresh();
    const local = await signUp(email, new Date());
    expect(await enter(person(), verified(email))).toMatchObject({ id: local.id, removed: false });
    expect(await isAlive(local.token)).toBe(true);
    expect(await a.users.verifyPassword({ email, password })).toMatchObject({ id: local.id });
  });

  it("of two subjects that prove one verified account's address at once, one gets the account", async () => {
    const email = fresh();
    const local = await signUp(email, new Date());
    const entered = await Promise.all([
      enter(person(), verified(email)),
      enter(person(), verified(email), b),
    ]);
    expect(entered.filter(({ id }) => id === local.id)).toHaveLength(1);
    expect(new Set(entered.map(({ id }) => id)).size).toBe(2);
  });

  it("after a change of provider, the new issuer's subject gets the account with its verified address", async () => {
    const email = fresh();
    const { id } = await enter(person(), verified(email));
    const moved = person("https://other.example.com/path");
    expect(await enter(moved, verified(email))).toMatchObject({ id });
    const reissued = person("https://other.example.com/path");
    expect((await enter(reissued, verified(email))).id).not.toBe(id);
  });

  it("a login by password that was under way while its account was removed leaves no session", async () => {
    const email = fresh();
    const { id } = await signUp(email);
    const user = await b.users.verifyPassword({ email, password });
    expect(user, "the password was right a moment ago").toMatchObject({ id });
    // The owner signs on after the check of the password and before the session exists.
    const late = {
      create: async (login: Parameters<typeof b.sessions.create>[0]) => {
        await enter(person(), verified(email));
        return b.sessions.create(login);
      },
      revoke: (target: { token: string } | { user: string; id: string }) => b.sessions.revoke(target),
    };
    const begun = await createForUser(late, b.users, {
      user: id,
      data: { email, name: "Local", role: "user" },
      metadata: {
        createdBy: "app-b",
        signInMethod: "password",
        device: { browser: "Chrome 1", system: "Linux" },
      },
    });
    expect(begun).toBeUndefined();
    expect(await a.sessions.list(id)).toEqual([]);
  });

  it("an outage while the squatter's sessions end is made up for by the next sign-on", async () => {
    const [who, email] = [person(), fresh()];
    const squatter = await signUp(email);
    const failing = { ...a, sessions: { revokeAll: () => Promise.reject(new Error("away")) } };
    await expect(companySignOn(failing, who, verified(email))).rejects.toThrow("away");
    expect(await b.users.verifyPassword({ email, password }), "nobody comes in meanwhile").toBeUndefined();
    expect(await b.users.exists(squatter.id), "nor behind the end of the sessions").toBe(false);
    expect(await b.users.create({ email, name: "Another" })).toEqual({ status: "taken" });
    expect(await enter(who, verified(email))).toMatchObject({ email, removed: true });
    expect(await isAlive(squatter.token)).toBe(false);
  });

  it("an account whose link was cut short leads nowhere, and the next sign-on opens another", async () => {
    const who = person();
    const link = { issuer: `company ${who.providerAccountId.split(" ")[0]}`, subject: "somebody-else" };
    const email = fresh();
    const first = await enter(who, verified(email));
    await a.users.remove(first.id);
    const second = await enter(who, verified(email));
    expect(second.id).not.toBe(first.id);
    expect(await a.database.linked.link(second.id, link), "nor does another subject get it").toBe(false);
  });

  it("of what Auth.js hands over, the provider's tokens are not kept", async () => {
    const who = { ...person(), access_token: "at", refresh_token: "rt", id_token: "it" };
    await enter(who, verified(fresh()));
    const stored = await a.database.owned("account").find(`company\n${who.providerAccountId}`);
    expect(Object.keys(stored ?? {}).sort()).toEqual(["provider", "providerAccountId", "type", "userId"]);
  });
});

it.each(Object.entries(inject("redisUrls")))(
  "on %s Redis, an address in a sign-up that is under way is the person's in the end, and the sign-up has no account",
  async (_, redisUrl) => {
    const a = openNode({ redisUrl, open: () => openOnRedis(redisUrl) });
    const [email, id] = [fresh(), `draft-${randomUUID()}`];
    const keys: [string, string] = [userKey(id), passwordKey(id)];
    const draft = [email, "nonce", 60_000, "hash", "name", "Slow"];
    const [attempt] = await a.redis.write(userScripts.draftScript, keys, draft);
    const claimKeys: [string, string] = [emailKey(email), fenceKey(email)];
    const [claim] = await a.redis.write(userScripts.claimScript, claimKeys, [id, "nonce", "", ""]);
    const [, fence] = claim as Buffer[];
    const entering = companySignOn(a, person(), verified(email));
    expect(
      await a.redis.write(userScripts.commitScript, keys, [email, String(attempt), String(fence)]),
    ).toEqual([1]);
    const owner = await entering;
    expect(owner).toMatchObject({ status: "entered", user: { email }, removed: true });
    expect(await a.users.find(id)).toBeUndefined();
    await a.close();
  },
);
