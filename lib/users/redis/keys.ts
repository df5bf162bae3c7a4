import { createHash } from "node:crypto";
import { appPrefix } from "../../prefix.ts";

/*
 * A user's keys share a Cluster slot, so that one script can change all. The claim to an email is
 * in a slot of its own, because the app must find it by the email alone. scripts.ts explains how
 * the two stay consistent.
 */

/**
 * The hash of a user's fields. It has no TTL once it counts, so that `volatile-lru` never evicts a
 * person.
 */
export const userKey = (id: string): string => `${appPrefix}:{user:${id}}`;

/** The password's Argon2id hash, apart from the fields that pages read. */
export const passwordKey = (id: string): string => `${appPrefix}:{user:${id}}:password`;

/**
 * The text from which the app derives the code in a message, with a secret that isn't in Redis
 * (email-proofs.ts). The key is in the user's slot and has a TTL.
 */
export const proofKey = (id: string, purpose: "verify" | "reset"): string =>
  `${appPrefix}:{user:${id}}:${purpose}`;

/**
 * Which user claims an email: the id as a string. The key has a hash of the email, because an email
 * may contain braces and needn't be readable in a list of keys.
 */
export const emailKey = (email: string): string =>
  `${appPrefix}:email:${createHash("sha256").update(`unstuck email ${email}`).digest().toString("base64url", 0, 18)}`;

/**
 * The fence of that claim, in the same slot: which of the user's claims it is. It has a key of its
 * own, because a build that knows no fences takes the whole value of the claim for a user's id.
 */
export const fenceKey = (email: string): string => `${appPrefix}:claim:{${emailKey(email)}}`;
