/*
 * The cookie of both doors: the store's token, sealed. A forged or altered one is refused here,
 * before anyone asks Redis.
 */
import { sealData, unsealData } from "iron-session";
import { LRUCache } from "lru-cache";
import { env } from "../env.ts";
import { perProcess } from "../node/per-process.ts";
import { sealPasswords } from "./seal-passwords.ts";

/**
 * What the sealed cookie holds: the token and nothing else, so that the session itself can
 * change and end in one place.
 */
interface Sealed {
  token: string;
}

interface Cookie {
  name: string;
  value: string;
  httpOnly: true;
  secure: boolean;
  sameSite: "lax";
  path: "/";
  maxAge: number;
}

/**
 * Unsealing costs 300 to 400 us of CPU, about what the rest of a small request does, and gives the
 * same token for the same seal and keys each time. So it is remembered: 10,000 of about 600 bytes.
 */
const opened = () => perProcess("opened-seals", () => new LRUCache<string, string>({ max: 10_000 }));

/**
 * The one form that this site writes. iron-session doesn't authenticate what follows the tilde and
 * ignores what it can't read there, so one seal would have any number of spellings, each a place in
 * the cache and a question to Redis.
 */
const shape = /^Fe26\.2\*[\w*-]+~2$/;

/**
 * `__Host-` binds the cookie to this host over HTTPS; browsers refuse that name without Secure,
 * so plain HTTP goes without.
 */
export function cookieName(): string {
  return isHttps() ? "__Host-unstuck" : "unstuck";
}

/**
 * Seals what only this site is to read. @param ttl Seconds after which it
 * opens no more; 0 for never.
 */
export function seal(content: object, ttl: number): Promise<string> {
  const [first = ""] = env().SESSION_SEAL_KEYS;
  return sealData(content, { password: sealPasswords([first]), ttl });
}

/**
 * What was sealed; undefined for what this site didn't seal, or no longer
 * has the key of. Asks nobody.
 */
export async function unseal<T extends object>(value: string, ttl: number): Promise<Partial<T> | undefined> {
  if (!shape.test(value)) return undefined;
  // iron-session gives {} for an expired or altered seal, and throws on some malformed ones.
  return unsealData<Partial<T>>(value, { password: sealPasswords(env().SESSION_SEAL_KEYS), ttl }).catch(
    () => undefined,
  );
}

/**
 * The cookie that carries a token. Its lifetime is a courtesy to the browser: both ends of a
 * session are Redis's to enforce.
 */
export async function sealToken(token: string): Promise<Cookie> {
  const value = await seal({ token } satisfies Sealed, 0);
  return cookie(cookieName(), value, env().SESSION_ABSOLUTE_SECONDS);
}

/**
 * The value of the cookie in a request's `Cookie` header, as it stands. Of several the first
 * counts, for the app and for every service beside it: if each took another one, a person would
 * be somebody else at each.
 */
export function sentSeal(header: string): string | undefined {
  const start = `${cookieName()}=`;
  const own = header.split(/; */).find((cookie) => cookie.startsWith(start));
  return own?.slice(start.length);
}

/** The cookie that takes the token away. */
export function emptyCookie(): Cookie {
  return cookie(cookieName(), "", 0);
}

/** The token in a cookie's value; undefined for what this site didn't seal. Asks nobody. */
export async function unsealToken(seal: string | undefined): Promise<string | undefined> {
  if (!seal) return undefined;
  const known = opened().get(seal);
  if (known) return known;
  const sealed = await unseal<Sealed>(seal, 0);
  if (typeof sealed?.token !== "string") return undefined;
  opened().set(seal, sealed.token);
  return sealed.token;
}

/** A cookie of this site. @param maxAge Seconds. */
export function cookie(name: string, value: string, maxAge: number): Cookie {
  return { name, value, httpOnly: true, secure: isHttps(), sameSite: "lax", path: "/", maxAge };
}

/** Whether browsers reach this site over HTTPS. */
export function isHttps(): boolean {
  return env().SITE_URL.startsWith("https:");
}
