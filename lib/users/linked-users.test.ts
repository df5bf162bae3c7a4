import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { DurableRedis } from "../redis/durable.ts";
import { UserDirectory } from "./directory.ts";
import { userKey } from "./keys.ts";
import { LinkedUsers } from "./linked-users.ts";
import * as scripts from "./scripts.ts";

const fresh = () => `${randomUUID()}@example.com`;
const link = () => ({ issuer: "https://login.example.com", subject: randomUUID() });
const nobodyIsRemoved = () => Promise.reject(new Error("Nobody is to be removed here."));

describe.each(Object.entries(inject("redisUrls")))("on %s Redis", (_, url) => {
  let redis: DurableRedis;
  let users: UserDirectory;
  let linked: LinkedUsers;
  beforeAll(() => {
    redis = new DurableRedis({ url, label: "linked-users" });
    users = new UserDirectory(redis);
    linked = new LinkedUsers(redis);
  });
  afterAll(() => redis.close());

  async function added(email: string, emailVerified?: Date) {
    const created = await users.create({ email, name: "Ada", ...(emailVerified ? { emailVerified } : {}) });
    return created.status === "created" ? created.user.id : "";
  }

  it("an opened account is found by its link alone, and by no email", async () => {
    const own = link();
    const id = await linked.open("Ada", own);
    expect(await linked.find(id, own)).toMatchObject({
      user: { id, email: "", role: "user" },
      settled: false,
    });
    expect(await linked.find(id, link())).toBeUndefined();
    expect(await users.findByEmail("")).toBeUndefined();
    expect(await users.verifyPassword({ email: "", password: "" })).toBeUndefined();
  });

  it("an opened account that is never linked expires, and a linked one stays", async () => {
    const own = link();
    const [lost, kept] = [await linked.open("Ada", own), await linked.open("Ada", own)];
    expect(await linked.link(kept, own)).toBe(true);
    const alive = (id: string) => redis.client.pttl(userKey(id));
    expect(await alive(kept)).toBe(-1);
    expect(await alive(lost)).toBeGreaterThan(0);
  });

  it("an account is linked by an email only if it has that email, verified, and has no subject", async () => {
    const [email, another] = [fresh(), fresh()];
    const unverified = await added(email);
    expect(await linked.link(unverified, link(), email)).toBe(false);
    await users.update(unverified, { emailVerified: new Date() });
    expect(await linked.link(unverified, link(), another)).toBe(false);
    const own = link();
    expect(await linked.link(unverified, own, email)).toBe(true);
    expect(await linked.link(unverified, own, email), "again").toBe(true);
    expect(await linked.link(unverified, link(), email), "another subject").toBe(false);
    expect(await linked.link(unverified, { ...link(), issuer: "https://other.example.com" }, email)).toBe(
      true,
    );
    expect(await linked.link("nobody", link(), email)).toBe(false);
  });

  it("a linked or verified account loses its email and stays", async () => {
    const email = fresh();
    const before = await added(email, new Date());
    const own = link();
    const id = await linked.open("Grace", own);
    await linked.link(id, own);
    expect(await linked.takeEmail(id, email, nobodyIsRemoved)).toEqual({ status: "taken", removed: 0 });
    expect(await users.findByEmail(email)).toMatchObject({ id, emailVerified: expect.any(Date) });
    expect(await users.find(before)).toMatchObject({ id: before, email: "" });
    expect((await users.find(before))?.emailVerified).toBeUndefined();
  });

  it("a barred account is nobody to every door, keeps the email from others, and may be barred again", async () => {
    const email = fresh();
    const password = "a long walk in the rain";
    const created = await users.create({ email, name: "Squatter", password });
    const id = created.status === "created" ? created.user.id : "";
    const keys: [string, string] = [userKey(id), `${userKey(id)}:password`];
    for (let time = 0; time < 2; time += 1)
      expect(await redis.write(scripts.yieldScript, keys, [email])).toEqual([2]);
    expect(await users.find(id)).toBeUndefined();
    expect(await users.exists(id)).toBe(false);
    expect(await users.findByEmail(email)).toBeUndefined();
    expect(await users.verifyPassword({ email, password })).toBeUndefined();
    expect(await users.setPassword(id, "quite another thing")).toEqual({ status: "wrong" });
    expect(await users.update(id, { email: fresh() })).toEqual({ status: "none" });
    expect(await linked.link(id, link())).toBe(false);
    expect(await users.create({ email, name: "Another" })).toEqual({ status: "taken" });
  });
});
