import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { DurableRedis } from "../../session/redis/durable.ts";
import { UserDirectory } from "../directory.ts";
import { EmailProofs } from "../email-proofs.ts";
import { proofLasts } from "../proof-records.ts";
import { RedisUserDatabase } from "./database.ts";
import { proofKey } from "./keys.ts";

const password = "a long walk in the rain";
const pepper = "p".repeat(43);

describe.each(Object.entries(inject("redisUrls")))("on %s Redis", (_, url) => {
  let redis: DurableRedis;
  let users: UserDirectory;
  let a: EmailProofs;
  beforeAll(() => {
    redis = new DurableRedis({ url, label: "proofs-a" });
    const database = new RedisUserDatabase(redis);
    users = new UserDirectory(database.users);
    a = new EmailProofs(database.proofs, [pepper]);
  });
  afterAll(() => redis.close());

  async function added() {
    const created = await users.create({ email: `${randomUUID()}@example.com`, name: "Ada", password });
    if (created.status !== "created") throw new Error(`Not created: ${created.status}`);
    return created.user;
  }
  async function asked(purpose: "verify" | "reset", id: string): Promise<string> {
    const begun = purpose === "verify" ? await a.beginVerification(id) : await a.beginReset(id);
    if (begun.status !== "begun") throw new Error(`Not begun: ${begun.status}`);
    return begun.code;
  }

  it("a dump of Redis makes no code: without the pepper what is there leads to none", async () => {
    const { id } = await added();
    const codes = { verify: await asked("verify", id), reset: await asked("reset", id) };
    for (const purpose of ["verify", "reset"] as const) {
      const seed = (await redis.client.get(proofKey(id, purpose))) ?? "";
      expect(codes[purpose]).not.toContain(seed);
      expect(await a.find(purpose, `${id}.${seed}`)).toBeUndefined();
      const thief = new EmailProofs(new RedisUserDatabase(redis).proofs, ["t".repeat(43)]);
      expect(await thief.find(purpose, codes[purpose]), "another pepper makes another code").toBeUndefined();
    }
  });

  it("a reset may be used for 15 minutes and a verification for a day, by Redis's clock", async () => {
    const { id } = await added();
    const codes = { verify: await asked("verify", id), reset: await asked("reset", id) };
    for (const purpose of ["verify", "reset"] as const) {
      const left = await redis.client.pttl(proofKey(id, purpose));
      expect(left).toBeGreaterThan(proofLasts[purpose] * 1000 - 10_000);
      expect(left).toBeLessThanOrEqual(proofLasts[purpose] * 1000);
      await redis.client.del(proofKey(id, purpose));
      expect(await a.find(purpose, codes[purpose]), "expired").toBeUndefined();
    }
    expect(proofLasts).toEqual({ verify: 86_400, reset: 900 });
  });
});
