import { createHash, randomBytes } from "node:crypto";
import { cookies } from "next/headers";
import { users } from "../users/users.ts";
import { cookie, isHttps, seal, unseal } from "./iron.ts";
import type { KnownDevice } from "./throttle/throttle.ts";

/**
 * A device is known to an account if the account was signed in to on it, by the password that it
 * still has. The device's own cookie says so. It is sealed like the session's, and nothing in it
 * opens a session. With it, the tries that strangers used up in the throttle don't count for the
 * device. The cookie becomes worthless when the password changes, when its seal key is removed, and
 * with time.
 */
interface Known {
  /** A hash of the account's email. */
  account: string;
  /** A mark of the password (lib/users/password-hash.ts). */
  password: string;
  /** The device's own id, by which the throttle counts its tries. */
  id: string;
}

interface Sealed {
  devices: readonly Known[];
}

/** Seconds: half a year since the last sign-in. */
const lives = 180 * 24 * 60 * 60;

/**
 * The most accounts that one browser can be known to. With this many, the cookie stays below 900
 * bytes.
 */
const most = 4;

export const deviceCookieName = () => (isHttps() ? "__Host-unstuck-device" : "unstuck-device");

/**
 * This browser as a device of the account, if its cookie says so. No round trip; `stillCounts`
 * makes 2.
 */
export async function knownDevice(email: string): Promise<KnownDevice | undefined> {
  const known = (await shown()).find(({ account }) => account === accountMark(email));
  if (!known) return undefined;
  const { id, password } = known;
  return { id, stillCounts: async () => (await users().passwordMarkOf(email)) === password };
}

/** Makes this browser known to the account that it has just signed in to. No round trip. */
export async function rememberDevice(email: string, passwordMark: string): Promise<void> {
  const account = accountMark(email);
  const before = await shown();
  const id = before.find((known) => known.account === account)?.id ?? randomBytes(12).toString("base64url");
  const others = before.filter((known) => known.account !== account);
  const devices = [{ account, password: passwordMark, id }, ...others].slice(0, most);
  const value = await seal({ devices } satisfies Sealed, lives);
  (await cookies()).set(cookie(deviceCookieName(), value, lives));
}

async function shown(): Promise<readonly Known[]> {
  const value = (await cookies()).get(deviceCookieName())?.value;
  return (value && (await unseal<Sealed>(value, lives))?.devices) || [];
}

const accountMark = (email: string) =>
  createHash("sha256").update("unstuck known device").update(email).digest().toString("base64url", 0, 12);
