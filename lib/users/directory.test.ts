import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { DurableRedis } from "../redis/durable.ts";
import type { Reply } from "../redis/script.ts";
import { ensureDemo } from "./demo.ts";
import { UserDirectory } from "./directory.ts";
import { emailKey, fenceKey, passwordKey, userKey } from "./keys.ts";
import * as scripts from "./scripts.ts";

const urls = inject("redisUrls");
const password = "a long walk in the rain";
const fresh = () => `${randomUUID()}@example.com`;

describe.each(Object.entries(urls))("on %s Redis", (_, url) => {
  let redis: DurableRedis;
  let a: UserDirectory;
  let b: UserDirectory;
  let other: DurableRedis;
  beforeAll(() => {
    redis = new DurableRedis({ url, label: "users-a" });
    other = new DurableRedis({ url, label: "users-b" });
    a = new UserDirectory(redis);
    b = new UserDirectory(other);
  });
  afterAll(() => Promise.all([redis.close(), other.close()]));

  async function added(email = fresh()) {
    const created = await a.create({ email, name: "Ada", password });
    if (created.status !== "created") throw new Error(`Not created: ${created.status}`);
    return created.user;
  }

  it("a user made on one node is found on another, by id and by email in any spelling", async () => {
    const verified = new Date(1_700_000_000_000);
    const email = fresh();
    const created = await a.create({
      email: ` ${email.toUpperCase()} `,
      name: "Ada",
      emailVerified: verified,
    });
    expect(created).toMatchObject({ status: "created", user: { email, name: "Ada", role: "user" } });
    const user = created.status === "created" ? created.user : undefined;
    expect(await b.find(user?.id ?? "")).toEqual({ ...user, emailVerified: verified });
    expect(await b.findByEmail(email.toUpperCase())).toEqual(user);
  });

  it("of 20 sign-ups with one email at once on two nodes, exactly one succeeds", async () => {
    const email = fresh();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? a : b).create({ email, name: `Person ${n}` })),
    );
    const created = results.filter(({ status }) => status === "created");
    expect(created).toHaveLength(1);
    expect(results.filter(({ status }) => status === "taken")).toHaveLength(19);
    expect(await a.findByEmail(email)).toEqual(created[0]?.status === "created" ? created[0].user : "nobody");
  });

  it("an email that is no email makes no user", async () => {
    for (const email of [
      "",
      "ada",
      "ada@",
      "@example.com",
      "a b@example.com",
      `${"a".repeat(65)}@example.com`,
    ]) {
      expect(await a.create({ email, name: "Ada" })).toEqual({ status: "invalid-email" });
    }
  });

  it("the right password finds its user, and any other finds nobody", async () => {
    const { id, email } = await added();
    expect(await b.verifyPassword({ email, password })).toMatchObject({ id });
    expect(await b.verifyPassword({ email, password: `${password}!` })).toBeUndefined();
    expect(await b.verifyPassword({ email: fresh(), password })).toBeUndefined();
    expect(await b.verifyPassword({ email, password: "x".repeat(1025) })).toBeUndefined();
    expect(await b.isPasswordOf(id, password)).toBe(true);
    expect(await b.isPasswordOf(id, "another")).toBe(false);
  });

  it("a user without a password can't be signed in by any", async () => {
    const created = await a.create({ email: fresh(), name: "Ada" });
    const email = created.status === "created" ? created.user.email : "";
    expect(await a.verifyPassword({ email, password: "" })).toBeUndefined();
    expect(await a.verifyPassword({ email, password })).toBeUndefined();
  });

  it("a changed password works, and the one before doesn't any more", async () => {
    const { id, email } = await added();
    expect(await b.changePassword(id, "wrong one here", "quite another thing")).toEqual({ status: "wrong" });
    expect(await b.changePassword(id, password, "quite another thing")).toMatchObject({ status: "changed" });
    expect(await a.verifyPassword({ email, password })).toBeUndefined();
    expect(await a.verifyPassword({ email, password: "quite another thing" })).toMatchObject({ id });
  });

  it("of two changes of one password at once, one is refused", async () => {
    const { id } = await added();
    const results = await Promise.all([
      a.changePassword(id, password, "first new password"),
      b.changePassword(id, password, "second new password"),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["changed", "wrong"]);
  });

  it("a removed user is gone, and the email is free again", async () => {
    const { id, email } = await added();
    expect(await b.remove(id)).toBe(true);
    expect(await b.remove(id)).toBe(false);
    expect(await a.find(id)).toBeUndefined();
    expect(await a.findByEmail(email)).toBeUndefined();
    expect(await a.verifyPassword({ email, password })).toBeUndefined();
    expect((await added(email)).id).not.toBe(id);
  });

  it("another email replaces the one before, which is free then, and counts as unverified", async () => {
    const user = await added();
    await a.update(user.id, { emailVerified: new Date(5) });
    const email = fresh();
    const { emailVerified: _, ...rest } = user;
    expect(await b.update(user.id, { email })).toEqual({ status: "changed", user: { ...rest, email } });
    expect(await a.findByEmail(user.email)).toBeUndefined();
    expect(await a.findByEmail(email)).toMatchObject({ id: user.id });
    expect((await added(user.email)).id).not.toBe(user.id);
  });

  it("an email that another has can't be taken by a change", async () => {
    const first = await added();
    const second = await added();
    expect(await b.update(second.id, { email: first.email })).toEqual({ status: "taken" });
    expect(await b.findByEmail(first.email)).toMatchObject({ id: first.id });
    expect(await b.findByEmail(second.email)).toMatchObject({ id: second.id });
  });

  it("a change of nobody changes nothing", async () => {
    expect(await a.update("nobody", { name: "Eve" })).toEqual({ status: "none" });
    expect(await a.update("nobody", { email: fresh() })).toEqual({ status: "none" });
    expect(await a.find("nobody")).toBeUndefined();
  });

  describe("a sign-up cut short", () => {
    const ghost = () => `ghost-${randomUUID()}`;
    const draft = (id: string, email: string) =>
      redis.write(
        scripts.draftScript,
        [userKey(id), passwordKey(id)],
        [email, "nonce", 60_000, "hash", "name", "Ghost"],
      );
    const claim = (id: string, email: string) =>
      redis.write(scripts.claimScript, [emailKey(email), fenceKey(email)], [id, "nonce", "", ""]);
    const commit = (id: string, email: string, [attempt]: Reply[]) =>
      redis.write(scripts.commitScript, [userKey(id), passwordKey(id)], [email, String(attempt), "fence"]);

    it("after its draft is no user and bars nobody", async () => {
      const [id, email] = [ghost(), fresh()];
      await draft(id, email);
      expect(await a.find(id)).toBeUndefined();
      expect(await a.findByEmail(email)).toBeUndefined();
      await added(email);
    });

    it("after its claim is no user, bars nobody for more than 4 s, and can't come back", async () => {
      const [id, email] = [ghost(), fresh()];
      const attempt = await draft(id, email);
      await claim(id, email);
      expect(await a.findByEmail(email)).toBeUndefined();
      const begun = performance.now();
      const user = await added(email);
      expect(performance.now() - begun).toBeLessThan(6000);
      expect(await commit(id, email, attempt)).toEqual([0]);
      expect(await a.findByEmail(email)).toEqual(user);
      expect(await a.find(id)).toBeUndefined();
    });

    it("whose draft expired leaves a claim that bars nobody", async () => {
      const [id, email] = [ghost(), fresh()];
      await claim(id, email);
      await added(email);
    });

    it("at a change of email, leaves the user as it was and bars nobody for long", async () => {
      const user = await added();
      const email = fresh();
      const attempt = await redis.write(scripts.proposeScript, [userKey(user.id)], [email, "nonce"]);
      await claim(user.id, email);
      expect(await a.find(user.id)).toEqual(user);
      expect(await a.findByEmail(email)).toBeUndefined();
      expect((await added(email)).id).not.toBe(user.id);
      expect(await commit(user.id, email, attempt)).toEqual([0]);
    });
  });

  it("every step may be written twice, as a lost connection makes it", async () => {
    const twice = new Proxy(redis, {
      get(target, name) {
        if (name !== "write") {
          const value = Reflect.get(target, name);
          return typeof value === "function" ? value.bind(target) : value;
        }
        return async (...args: Parameters<DurableRedis["write"]>) => [
          ...(await target.write(...args)),
          ...(await target.write(...args)),
        ];
      },
    });
    const c = new UserDirectory(twice);
    const email = fresh();
    const created = await c.create({ email, name: "Ada", password });
    if (created.status !== "created") throw new Error(`Not created: ${created.status}`);
    const { id } = created.user;
    const next = fresh();
    expect(await c.update(id, { email: next })).toMatchObject({ status: "changed", user: { email: next } });
    expect(await c.changePassword(id, password, "quite another thing")).toMatchObject({ status: "changed" });
    expect(await c.remove(id)).toBe(true);
    expect((await added(next)).id).not.toBe(id);
    expect((await added(email)).id).not.toBe(id);
  });
});

describe("the demo's accounts", () => {
  const email = "user@example.com";
  const secret = "s".repeat(43);
  const redis = new DurableRedis({ url: urls.standalone, label: "demo" });
  const directory = new UserDirectory(redis);
  afterAll(() => redis.close());

  it("are there with the settings' password, whichever of several nodes is asked first", async () => {
    await Promise.all([1, 2, 3].map(() => ensureDemo(directory, redis, { email, password, secret })));
    expect(await directory.verifyPassword({ email, password })).toMatchObject({ id: "demo-user" });
    await ensureDemo(directory, redis, { email: "operator@example.com", password, secret });
    expect(await directory.findByEmail("operator@example.com")).toMatchObject({ role: "operator" });
  });

  it("keep a password that a person chose until the settings have another", async () => {
    await ensureDemo(directory, redis, { email, password, secret });
    await directory.changePassword("demo-user", password, "chosen by a person");
    await ensureDemo(directory, redis, { email, password, secret });
    expect(await directory.verifyPassword({ email, password: "chosen by a person" })).toBeDefined();
    await ensureDemo(directory, redis, { email, password: "from the new settings", secret });
    expect(await directory.verifyPassword({ email, password: "from the new settings" })).toBeDefined();
    expect(await directory.verifyPassword({ email, password: "chosen by a person" })).toBeUndefined();
  });
});

it("a dump of Redis has the password's Argon2id hash and not the password", async () => {
  const redis = new DurableRedis({ url: urls.standalone, label: "dump" });
  const created = await new UserDirectory(redis).create({ email: fresh(), name: "Ada", password });
  const id = created.status === "created" ? created.user.id : "";
  const operator = new Redis(inject("operatorUrls").standalone);
  const stored = await operator.get(passwordKey(id));
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(JSON.stringify(await operator.hgetall(userKey(id)))).not.toMatch(/argon|password|rain/);
  expect(await operator.ttl(userKey(id)), "a person is never evicted").toBe(-1);
  expect(await operator.ttl(passwordKey(id))).toBe(-1);
  await redis.close();
  operator.disconnect();
});
