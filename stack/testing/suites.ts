import { specFiles } from "./spec-files.ts";

/** The names of all end-to-end specs: their files without the ending. */
export async function allSpecs(): Promise<string[]> {
  return [...(await specFiles()).keys()].sort();
}

/**
 * The specs that `npm test` runs: the main promises, at least one of every kind, and a negative
 * control. `npm run test:all` runs the others, too.
 */
export const mainSpecs: readonly string[] = [
  // A login survives its nodes.
  ...["login-survives-node-switch", "login-survives-node-kill", "login-survives-rolling-restart"],
  ...["round-robin-is-real", "server-actions-work-on-every-node", "memory-sessions-fail"],
  // It survives the loss of Redis nodes, and of all of them.
  ...["login-survives-redis-primary-kill", "redis-down-is-503-not-logout"],
  ...["revoked-stays-revoked-after-failover"],
  // It ends when it is ended.
  ...["logout-reaches-every-node", "revoked-device-is-signed-out", "two-doors-one-store"],
  // No other person has it.
  ...["forged-cookie-costs-nothing", "fixed-session-is-worthless", "guessing-is-throttled"],
  ...["cross-site-writes-are-refused", "errors-are-problems"],
  // The other things that the nodes share, and the pages that people look at.
  ...["revalidated-tag-is-seen-on-every-node", "event-stream-resumes"],
  ...["newcomer"],
];

/**
 * The specs that depend most on the containers that the parts run as: the containers themselves,
 * faults done to them, and logins that outlive those.
 */
export const containerSpecs: readonly string[] = [
  ...["containers-are-locked-down", "only-nginx-answers-from-outside", "image-is-small"],
  ...["faults-reach-containers", "round-robin-is-real", "logout-reaches-every-node"],
  ...["login-survives-node-switch", "login-survives-node-kill", "login-survives-redis-primary-kill"],
];

/**
 * The specs that depend on the Redis server: the loss of a primary, of all of Redis, of its memory
 * and of its processes.
 */
export const serverSpecs: readonly string[] = [
  ...["login-survives-redis-primary-kill", "login-survives-frozen-primary"],
  ...["revoked-stays-revoked-after-failover", "redis-down-is-503-not-logout"],
  ...["logins-go-on-when-redis-is-full", "pages-keep-coming-during-failover"],
  ...["redis-restarted-from-disk-keeps-logins"],
];

/**
 * The specs that depend on the version of Node.js: the server itself, its signals, sockets and
 * streams, and both doors.
 */
export const nodeSpecs: readonly string[] = [
  ...["login-survives-node-switch", "login-survives-node-kill", "login-survives-rolling-restart"],
  ...["login-survives-redis-primary-kill", "redis-down-is-503-not-logout"],
  ...["revoked-device-is-signed-out", "two-doors-one-store", "server-actions-work-on-every-node"],
];

/** The specs that ask the user directory: both doors, passwords, addresses and proofs of them. */
export const directorySpecs: readonly string[] = [
  ...["account-and-password-forms", "sign-in-leads-on", "single-sign-on", "sign-on-is-bound-to-the-person"],
  ...["address-is-verified", "forgotten-password", "known-device-is-spared", "guessing-is-throttled"],
  ...["two-doors-one-store", "step-up-is-asked", "provider-ends-sessions", "redis-down-is-503-not-logout"],
];

/**
 * These break the stack's own primary, replicas or Sentinels, which a site on a
 * Redis Cluster does not use.
 */
export const specsOfTheSentinelGroup: readonly string[] = [
  "backup-brings-everything-back",
  "cart-comes-along-at-the-login",
  "login-survives-frozen-primary",
  "login-survives-redis-primary-kill",
  "logins-go-on-when-redis-is-full",
  "outage-is-told-in-few-lines",
  "pages-keep-coming-during-failover",
  "presses-count-through-a-failover",
  "redis-down-is-503-not-logout",
  "redis-primary-lost",
  "redis-restarted-from-disk-keeps-logins",
  "revoked-stays-revoked-after-failover",
  "services-behind-the-login",
  "sessions-survive-down-and-up",
  "site-recovers-when-sentinels-return",
];
