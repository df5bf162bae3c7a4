import { createHmac, timingSafeEqual } from "node:crypto";
import { sealData, unsealData } from "iron-session";
import { env } from "../../lib/env.ts";

/** A key of the lessons' own, made from the site's: a cookie that it seals opens no login. */
function key(purpose: string): string {
  const [first = ""] = env().SESSION_SEAL_KEYS;
  return createHmac("sha256", first).update(`unstuck lesson ${purpose}`).digest("base64url");
}

export const seal = (content: object): Promise<string> =>
  sealData(content, { password: key("seal"), ttl: 600 });

/** Undefined for a text that wasn't sealed here, or that was changed since. */
export async function unseal<T>(text: string): Promise<T | undefined> {
  const content = await unsealData<{ [name: string]: unknown }>(text, {
    password: key("seal"),
    ttl: 600,
  }).catch(() => ({}));
  return Object.keys(content).length > 0 ? (content as T) : undefined;
}

const signature = (payload: string) => createHmac("sha256", key("sign")).update(payload).digest("base64url");

/** Everybody can read the text, and nobody can change it unnoticed. */
export function sign(content: object): string {
  const payload = bare(content);
  return `${payload}.${signature(payload)}`;
}

export function verify<T>(text: string): T | undefined {
  const [payload = "", given = ""] = text.split(".");
  const [one, other] = [Buffer.from(given), Buffer.from(signature(payload))];
  return one.length === other.length && timingSafeEqual(one, other) ? openBare<T>(payload) : undefined;
}

/** The cookie of some real apps. */
export const bare = (content: object): string => Buffer.from(JSON.stringify(content)).toString("base64url");

export function openBare<T>(text: string): T | undefined {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString()) as T;
  } catch {
    return undefined;
  }
}
