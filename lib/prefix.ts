/**
 * The prefix of every key and every channel of this app in Redis, before a colon. Two apps on one
 * Redis need different prefixes. Change it before the first person signs in, here and in the
 * patterns of `lib/session/config/users.acl`, which `prefix.test.ts` compares.
 */
export const appPrefix = "unstuck";
