import { randomBytes } from "node:crypto";
import type { RedisPasswords } from "../config/files.ts";

// 32 random bytes, in base64url so that a URL takes them unchanged.
const password = () => randomBytes(32).toString("base64url");

/** Passwords that are stored nowhere: for the Redis nodes of one test run. */
export const temporaryPasswords = (): RedisPasswords => ({
  REDIS_APP_PASSWORD: password(),
  REDIS_SENTINEL_PASSWORD: password(),
  REDIS_REPLICATION_PASSWORD: password(),
  REDIS_OPERATOR_PASSWORD: password(),
});
