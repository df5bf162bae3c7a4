import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { DurableRedis } from "../../session/redis/durable.ts";
import type { Reply } from "../../session/redis/script.ts";
import { UserDirectory } from "../directory.ts";
import { emailKey, fenceKey, passwordKey, userKey } from "./keys.ts";
import * as scripts from "./scripts.ts";
import { RedisUserRecords } from "./user-records.ts";

const urls = inject("redisUrls");
const password = "a long walk in the rain";
const fresh = () => `${randomUUID()}@example.com`;

describe.each(Object.entries(urls))("on %s Redis", (_, url) => {
  let redis: DurableRedis;
  let a: UserDirectory;
  beforeAll(() => {
    redis = new DurableRedis({ url, label: "users-a" });
    a = new UserDirectory(new RedisUserRecords(redis));
  });
  afterAll(() => redis.close());

  async function added(email = fresh()) {
    const created = await a.create({ email, name: "Ada", password });
    if (created.status !== "created") throw new Error(`Not created: ${created.status}`);
    return created.user;
  }

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
    const c = new UserDirectory(new RedisUserRecords(twice));
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

it("a dump of Redis has the password's Argon2id hash and not the password", async () => {
  const redis = new DurableRedis({ url: urls.standalone, label: "dump" });
  const created = await new UserDirectory(new RedisUserRecords(redis)).create({
    email: fresh(),
    name: "Ada",
    password,
  });
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
