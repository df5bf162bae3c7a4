import { createHash, randomBytes } from "node:crypto";
import { cookies } from "next/headers";
import { users } from "../users/users.ts";
import { cookie, isHttps, seal, unseal } from "./iron.ts";
import type { KnownDevice } from "./throttle/throttle.ts";

/**
 * A device is known to an account if the account was signed in to on it, by the password that it
 * still has. A cookie of its own says so: sealed as the session's is, without anything that opens a
 * session. It spares the device what strangers have used up in the throttle. A change of the
 * password, or the end of the key that sealed it, makes it worthless, and so does time.
 */
interface Known {
  /** Of the account's email. */
  account: string;
  /** Of the password (lib/users/password-hash.ts). */
  password: string;
  /** The device's own, which its tries are counted by. */
  id: string;
}

interface Sealed {
  devices: readonly Known[];
}

/** Seconds: half a year from the last sign-in on. */
const lives = 180 * 24 * 60 * 60;

/** Accounts that one browser is known to. The cookie stays below 900 bytes with them. */
const most = 4;

export const deviceCookieName = () => (isHttps() ? "__Host-unstuck-device" : "unstuck-device");

/**
 * This browser as a device of the account, if its cookie says so. No round trip; 2 to
 * see whether it still counts.
 */
export async function knownDevice(email: string): Promise<KnownDevice | undefined> {
  const known = (await shown()).find(({ account }) => account === accountMark(email));
  if (!known) return undefined;
  const { id, password } = known;
  return { id, stillCounts: async () => (await users().passwordMarkOf(email)) === password };
}

/** Makes this browser known to the account that was just signed in to. No round trip. */
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
