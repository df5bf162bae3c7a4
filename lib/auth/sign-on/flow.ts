import { randomBytes } from "node:crypto";
import { sealData, unsealData } from "iron-session";
import { z } from "zod";
import { env } from "../../env.ts";
import { isHttps } from "../iron.ts";
import { sealPasswords } from "../seal-passwords.ts";

/**
 * A sign-on that is under way, in a cookie of its own: any node can finish it, and two tabs don't
 * disturb each other. The cookie's name has the `state` that the provider brings back, so an answer
 * is taken only by the browser that began, once.
 */
export interface Flow {
  /** PKCE's code verifier. */
  verifier: string;
  nonce: string;
  /** Where to go afterwards: a path of this site. */
  next: string;
  /** Whether the person is to show again that it's them. */
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
 * Sign-ons that one browser may have under way: 600 bytes each, and nginx takes 7 kB of cookies.
 */
const most = 4;

const sealed = z.object({
  state: z.string(),
  verifier: z.string(),
  nonce: z.string(),
  next: z.string(),
  stepUp: z.boolean(),
});

/** It begins with the second, so that those of a browser can be ordered by their names. */
const shape = /^[0-9a-z]{7}-[\w-]{22}$/;

/** A `state` that nobody can guess (RFC 6749 section 10.12): 128 random bits. */
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
 * Undefined for what this site didn't seal for that state, or longer ago than {@link flowLives}.
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

/** The cookie that takes a flow away. */
export const endedFlow = (state: string): Cookie => cookie(state, "", 0);

/**
 * Which of a browser's flows have to go before one more begins: the oldest. @param
 * names Of all its cookies.
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

/** Not as the session's begins: Auth.js takes every cookie whose name does for a part of it. */
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
