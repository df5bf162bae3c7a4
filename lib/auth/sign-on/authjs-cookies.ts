import { encode } from "@auth/core/jwt";
import { env } from "../../env.ts";
import { company } from "../company.ts";
import { isHttps } from "../iron.ts";
import { type Flow, flowLives } from "./flow.ts";

/**
 * Auth.js's own cookies of a sign-on. No browser gets them: they represent a flow (flow.ts) to
 * Auth.js.
 */
export function authjsCookies() {
  const prefix = isHttps() ? "__Host-" : "";
  return {
    verifier: `${prefix}authjs.pkce.code_verifier`,
    nonce: `${prefix}authjs.nonce`,
    callbackUrl: `${prefix}authjs.callback-url`,
  };
}

/** The part of a flow that Auth.js needs, as the header of a request. */
export async function cookieHeaderOf({ verifier, nonce, next }: Flow): Promise<string> {
  const { AUTH_SECRETS = [], SITE_URL } = env();
  const names = authjsCookies();
  const sealed = (salt: string, value: string) =>
    encode({ salt, secret: AUTH_SECRETS, maxAge: flowLives, token: { value, provider: company } });
  const pairs: [string, string][] = [
    [names.verifier, await sealed(names.verifier, verifier)],
    [names.nonce, await sealed(names.nonce, nonce)],
    [names.callbackUrl, SITE_URL + next],
  ];
  return pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("; ");
}
