import { createHash, randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { perProcess } from "../node/per-process.ts";

/**
 * Hashes by Argon2id with 19 MiB, 2 passes and 1 lane, the first choice of OWASP's Password Storage
 * Cheat Sheet and this library's default. It takes about 30 ms, off the event loop.
 */
export async function hashPassword(password: string): Promise<string> {
  return hash(canonical(password));
}

/**
 * Whether it is the password of this hash. Without a hash it takes as long and says no, so that the
 * time doesn't reveal whether an account exists.
 */
export async function isPassword(password: string, hashed: string | undefined): Promise<boolean> {
  const right = await verify(hashed ?? (await decoy()), canonical(password));
  return right && hashed !== undefined;
}

/**
 * A mark that shows whether an account still has the password of this hash: 96 bits of a digest. It
 * reveals nothing about the password or the hash. Each hash has its own salt, so no two accounts
 * share a mark. Every change of the password changes the mark, even a change to the same password.
 */
export const passwordMark = (hashed: string): string =>
  createHash("sha256").update("unstuck password mark").update(hashed).digest().toString("base64url", 0, 12);

/** A hash of random bytes that are kept nowhere. */
const decoy = () => perProcess("decoy-password-hash", () => hash(randomBytes(32)));

/**
 * One form for characters that keyboards write in several forms. NIST SP 800-63B-4 section 3.1.1.2
 * asks for NFKC or NFC. NFC loses nothing.
 */
const canonical = (password: string) => password.normalize("NFC");
