import { createHash, randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { perProcess } from "../node/per-process.ts";

/**
 * Hashes by Argon2id with 19 MiB, 2 passes and 1 lane, the first choice of OWASP's Password Storage
 * Cheat Sheet and this library's default. About 30 ms, off the event loop.
 */
export async function hashPassword(password: string): Promise<string> {
  return hash(canonical(password));
}

/**
 * Whether it is the password of this hash. Without a hash it takes as long and says no, so that
 * time doesn't tell who has an account.
 */
export async function isPassword(password: string, hashed: string | undefined): Promise<boolean> {
  const right = await verify(hashed ?? (await decoy()), canonical(password));
  return right && hashed !== undefined;
}

/**
 * What tells that an account still has the password of this hash, and nothing of either: 96 bits of
 * a digest. Each hash has a salt of its own, so no two accounts share it, and every change of the
 * password changes it, even to the same one.
 */
export const passwordMark = (hashed: string): string =>
  createHash("sha256").update("unstuck password mark").update(hashed).digest().toString("base64url", 0, 12);

/** A hash of what nobody knows. */
const decoy = () => perProcess("decoy-password-hash", () => hash(randomBytes(32)));

/**
 * One form for what keyboards write in several (NIST SP 800-63B-4 section 3.1.1.2 asks for NFKC
 * or NFC; NFC loses nothing).
 */
const canonical = (password: string) => password.normalize("NFC");
