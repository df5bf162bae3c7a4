import { sealData, unsealData } from "iron-session";
import { LRUCache } from "lru-cache";
import { perProcess } from "../cluster/per-process.ts";
import { env } from "../env.ts";
import { sealPasswords } from "./seal-passwords.ts";

/** What the sealed cookie holds: the token and nothing else, so that the session itself can change and end in one place. */
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
 * Unsealing costs 300 to 400 us of CPU, about what the rest of a small request does, and gives the same token for the same
 * seal and keys each time. So it is remembered: 10,000 of about 600 bytes.
 */
const opened = () => perProcess("opened-seals", () => new LRUCache<string, string>({ max: 10_000 }));

/**
 * The one form that this site writes. iron-session doesn't authenticate what follows the tilde and ignores what it can't
 * read there, so one seal would have any number of spellings, each a place in the cache and a question to Redis.
 */
const shape = /^Fe26\.2\*[\w*-]+~2$/;

/** `__Host-` binds the cookie to this host over HTTPS; browsers refuse that name without Secure, so plain HTTP goes without. */
export function cookieName(): string {
  return isHttps() ? "__Host-unstuck" : "unstuck";
}

/** The cookie that carries a token. Its lifetime is a courtesy to the browser: both ends of a session are Redis's to enforce. */
export async function sealToken(token: string): Promise<Cookie> {
  const [first = ""] = env().SESSION_SEAL_KEYS;
  const value = await sealData({ token } satisfies Sealed, { password: sealPasswords([first]), ttl: 0 });
  return cookie(value, env().SESSION_ABSOLUTE_SECONDS);
}

/** The cookie that takes the token away. */
export function emptyCookie(): Cookie {
  return cookie("", 0);
}

/** The token in a cookie's value; undefined for what this site didn't seal. Asks nobody. */
export async function unsealToken(seal: string | undefined): Promise<string | undefined> {
  if (!seal || !shape.test(seal)) return undefined;
  const known = opened().get(seal);
  if (known) return known;
  // iron-session gives {} for an expired or altered seal, and throws on some malformed ones.
  const sealed = await unsealData<Partial<Sealed>>(seal, {
    password: sealPasswords(env().SESSION_SEAL_KEYS),
    ttl: 0,
  }).catch(() => undefined);
  if (typeof sealed?.token !== "string") return undefined;
  opened().set(seal, sealed.token);
  return sealed.token;
}

function cookie(value: string, maxAge: number): Cookie {
  return { name: cookieName(), value, httpOnly: true, secure: isHttps(), sameSite: "lax", path: "/", maxAge };
}

/** Whether browsers reach this site over HTTPS. */
export function isHttps(): boolean {
  return env().SITE_URL.startsWith("https:");
}
