import { randomBytes } from "node:crypto";
import { sealData, unsealData } from "iron-session";
import { z } from "zod";
import { env } from "../../env.ts";
import { isHttps } from "../iron.ts";
import { sealPasswords } from "../seal-passwords.ts";

/**
 * A sign-on that is under way, in a cookie of its own: any node can finish it, and two tabs don't
 * disturb each other. The cookie's name has the `state` that the provider sends back. So only the
 * browser that began the sign-on can use the answer, and only once.
 */
export interface Flow {
  /** PKCE's code verifier. */
  verifier: string;
  nonce: string;
  /** Where to go afterwards: a path of this site. */
  next: string;
  /** Whether the person must prove their identity again. */
  stepUp: boolean;
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

/** Seconds that a person may take at the provider. */
export const flowLives = 15 * 60;
/**
 * Sign-ons that one browser may have under way. Each takes 600 bytes, and nginx accepts 7 kB of
 * cookies.
 */
const most = 4;

const sealed = z.object({
  state: z.string(),
  verifier: z.string(),
  nonce: z.string(),
  next: z.string(),
  stepUp: z.boolean(),
});

/** A state begins with its second, so that a browser's flows sort by their names. */
const shape = /^[0-9a-z]{7}-[\w-]{22}$/;

/** A `state` that cannot be guessed (RFC 6749 section 10.12): 128 random bits. */
export function newState(now = Date.now()): string {
  const second = Math.floor(now / 1000).toString(36);
  return `${second.padStart(7, "0")}-${randomBytes(16).toString("base64url")}`;
}

/** The cookie of a flow. */
export async function sealFlow(state: string, flow: Flow): Promise<Cookie> {
  const value = await sealData(
    { state, ...flow },
    { password: sealPasswords(secrets(true)), ttl: flowLives },
  );
  return cookie(state, value, flowLives);
}

/**
 * Undefined if this site didn't seal the value for that state, or did so longer ago than
 * {@link flowLives}.
 */
export async function openFlow(state: string, value: string | undefined): Promise<Flow | undefined> {
  if (!value || !shape.test(state)) return undefined;
  const content = await unsealData(value, { password: sealPasswords(secrets(false)), ttl: flowLives }).catch(
    () => undefined,
  );
  const flow = sealed.safeParse(content);
  if (!flow.success || flow.data.state !== state) return undefined;
  const { state: _, ...rest } = flow.data;
  return rest;
}

/** The cookie that removes a flow. */
export const endedFlow = (state: string): Cookie => cookie(state, "", 0);

/**
 * Which of a browser's flows must be removed before one more begins: the oldest.
 * @param names The names of all its cookies.
 */
export function tooMany(names: readonly string[]): string[] {
  const states = names
    .filter((name) => name.startsWith(prefix()))
    .map((name) => name.slice(prefix().length))
    .filter((state) => shape.test(state))
    .sort();
  return states.slice(0, Math.max(0, states.length - most + 1));
}

export const flowCookieName = (state: string): string => prefix() + state;

/**
 * This prefix differs from the start of the session cookie's name: Auth.js takes every cookie with
 * that start for a part of the session's.
 */
const prefix = () => (isHttps() ? "__Host-sign-on." : "sign-on.");

const cookie = (state: string, value: string, maxAge: number): Cookie => ({
  name: flowCookieName(state),
  value,
  httpOnly: true,
  secure: isHttps(),
  sameSite: "lax",
  path: "/",
  maxAge,
});

/** iron-session seals with one password, and opens with each. */
function secrets(toSeal: boolean): readonly string[] {
  const { AUTH_SECRETS = [] } = env();
  return toSeal ? AUTH_SECRETS.slice(0, 1) : AUTH_SECRETS;
}
