/*
 * The cookie of both doors: the store's token, sealed. This file refuses a forged or altered one
 * before the site asks Redis.
 */
import { sealData, unsealData } from "iron-session";
import { LRUCache } from "lru-cache";
import { env } from "../env.ts";
import { perProcess } from "../node/per-process.ts";
import { sealPasswords } from "./seal-passwords.ts";

/**
 * The content of the sealed cookie: the token and nothing else, so that the session itself can
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
 * Unsealing costs 300 to 400 us of CPU, about as much as the rest of a small request. The same seal
 * and keys give the same token each time. So this cache keeps 10,000 tokens of about 600 bytes
 * each.
 */
const opened = () => perProcess("opened-seals", () => new LRUCache<string, string>({ max: 10_000 }));

/**
 * The one form that this site writes. iron-session doesn't authenticate the text after the tilde,
 * and ignores what it can't read there. So one seal would have any number of spellings, and each
 * would take a place in the cache and a question to Redis.
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
 * Seals content that only this site can read.
 * @param ttl Seconds after which the seal no longer opens; 0 for never.
 */
export function seal(content: object, ttl: number): Promise<string> {
  const [first = ""] = env().SESSION_SEAL_KEYS;
  return sealData(content, { password: sealPasswords([first]), ttl });
}

/**
 * The sealed content; undefined if this site didn't seal it or no longer has the key. No round
 * trip.
 */
export async function unseal<T extends object>(value: string, ttl: number): Promise<Partial<T> | undefined> {
  if (!shape.test(value)) return undefined;
  // iron-session gives {} for an expired or altered seal, and throws on some malformed ones.
  return unsealData<Partial<T>>(value, { password: sealPasswords(env().SESSION_SEAL_KEYS), ttl }).catch(
    () => undefined,
  );
}

/**
 * The cookie that carries a token. Its lifetime is a courtesy to the browser: Redis enforces the
 * idle and absolute timeouts.
 */
export async function sealToken(token: string): Promise<Cookie> {
  const value = await seal({ token } satisfies Sealed, 0);
  return cookie(cookieName(), value, env().SESSION_ABSOLUTE_SECONDS);
}

/**
 * The value of the cookie in a request's `Cookie` header, as it stands. If a request has several,
 * the first counts, for the app and for every service beside it. If each took a different one, each
 * would see a different person.
 */
export function sentSeal(header: string): string | undefined {
  const start = `${cookieName()}=`;
  const own = header.split(/; */).find((cookie) => cookie.startsWith(start));
  return own?.slice(start.length);
}

/** The cookie that removes the token. */
export function emptyCookie(): Cookie {
  return cookie(cookieName(), "", 0);
}

/** The token in a cookie's value; undefined if this site didn't seal it. No round trip. */
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
