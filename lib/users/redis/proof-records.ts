import type { DurableRedis } from "../../session/redis/durable.ts";
import { type ProofRecords, type ProofUse, type Purpose, proofLasts } from "../proof-records.ts";
import type { StoredUser } from "../user-records.ts";
import { passwordKey, proofKey, userKey } from "./keys.ts";
import * as scripts from "./scripts.ts";
import { RedisUserRecords } from "./user-records.ts";

/**
 * Seeds of codes in Redis, in their user's slot. Each method is 1 round trip. Errors:
 * {@link RedisUnavailable}.
 */
export class RedisProofRecords implements ProofRecords {
  readonly #redis: DurableRedis;
  readonly #users: RedisUserRecords;

  constructor(redis: DurableRedis) {
    this.#redis = redis;
    this.#users = new RedisUserRecords(redis);
  }

  load(id: string): Promise<StoredUser | undefined> {
    return this.#users.load(id);
  }

  async seed(id: string, purpose: Purpose): Promise<string | undefined> {
    const reply = await this.#redis.readForWrite(scripts.ownerScript, [proofKey(id, purpose)]);
    return reply ? String(reply) : undefined;
  }

  async begin(id: string, purpose: Purpose, seed: string): Promise<string | undefined> {
    const keys: [string, string] = [userKey(id), proofKey(id, purpose)];
    const args = [seed, proofLasts[purpose] * 1000, purpose === "verify" ? 1 : 0];
    const counts = (await this.#redis.write(scripts.beginProofScript, keys, args)).at(-1);
    return counts ? String(counts) : undefined;
  }

  async redeemVerification({ user, seed }: ProofUse, at: Date): Promise<boolean> {
    const keys: [string, string] = [userKey(user.id), proofKey(user.id, "verify")];
    const args = [seed, user.email, at.getTime()];
    return (await this.#redis.write(scripts.useProofScript, keys, args)).includes(1);
  }

  async redeemReset({ user, seed, password }: ProofUse, hash: string, at: Date) {
    const keys: [string, string, string] = [
      userKey(user.id),
      passwordKey(user.id),
      proofKey(user.id, "reset"),
    ];
    const args = [seed, user.email, password, hash, at.getTime()];
    const reply = (await this.#redis.write(scripts.resetPasswordScript, keys, args)).at(-1);
    if (reply === 0) return "dead";
    return reply === 2 ? "reset and verified" : "reset";
  }
}
