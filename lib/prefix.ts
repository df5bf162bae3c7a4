/**
 * What every key and every channel of this app begin with in Redis, before a colon: two apps on one
 * Redis need different ones. Change it here before the first person signs in, and in the patterns
 * of `lib/session/config/users.acl`, which `prefix.test.ts` compares.
 */
export const appPrefix = "unstuck";
