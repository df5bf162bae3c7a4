import { appPrefix } from "../../prefix.ts";
import { RedisOwnedRecords } from "../../session/authjs/owned-records.ts";
import type { DurableRedis } from "../../session/redis/durable.ts";
import type { OwnedKind, UserDatabase } from "../user-database.ts";
import { RedisLinkedUsers } from "./linked-users.ts";
import { RedisProofRecords } from "./proof-records.ts";
import type { Patience } from "./take-email.ts";
import { RedisUserRecords } from "./user-records.ts";

/**
 * The people of this site in the Redis that has the sessions. This is the default, and needs no
 * other server.
 */
export class RedisUserDatabase implements UserDatabase {
  readonly users: RedisUserRecords;
  readonly linked: RedisLinkedUsers;
  readonly proofs: RedisProofRecords;
  readonly #redis: DurableRedis;

  constructor(redis: DurableRedis, changes: Partial<Patience> = {}) {
    this.#redis = redis;
    this.users = new RedisUserRecords(redis, changes);
    this.linked = new RedisLinkedUsers(redis, changes);
    this.proofs = new RedisProofRecords(redis);
  }

  owned<T extends { userId: string }>(kind: OwnedKind): RedisOwnedRecords<T> {
    return new RedisOwnedRecords(this.#redis, kind, appPrefix);
  }
}
