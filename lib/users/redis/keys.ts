import { createHash } from "node:crypto";
import { appPrefix } from "../../prefix.ts";

/*
 * A user's keys share a Cluster slot, so that one script changes all. The claim to an email
 * is in a slot of its own, since it must be found by the email alone; scripts.ts tells how
 * the two are kept in step.
 */

/**
 * The hash of a user's fields. No TTL once it counts, so that `volatile-lru` never evicts a person.
 */
export const userKey = (id: string): string => `${appPrefix}:{user:${id}}`;

/** The password's Argon2id hash, apart from the fields that pages read. */
export const passwordKey = (id: string): string => `${appPrefix}:{user:${id}}:password`;

/**
 * What the code in a message is derived from, with a secret that isn't in Redis (email-proofs.ts).
 * In the user's slot, with a TTL.
 */
export const proofKey = (id: string, purpose: "verify" | "reset"): string =>
  `${appPrefix}:{user:${id}}:${purpose}`;

/**
 * Which user claims an email: id as a string. Hashed, since an email may hold braces and needn't be
 * readable in a list of keys.
 */
export const emailKey = (email: string): string =>
  `${appPrefix}:email:${createHash("sha256").update(`unstuck email ${email}`).digest().toString("base64url", 0, 18)}`;

/**
 * The fence of that claim, in its slot: which of its user's claims it is. Beside it and not in it,
 * since a build that knows no fences takes all of the claim for a user's id.
 */
export const fenceKey = (email: string): string => `${appPrefix}:claim:{${emailKey(email)}}`;
