import { decode } from "@auth/core/jwt";
import { env } from "../../env.ts";
import { authjs, withOutage } from "../authjs.ts";
import { company } from "../company.ts";
import { authjsCookies } from "./authjs-cookies.ts";
import { discover } from "./discovery.ts";
import type { SignOnError } from "./failure.ts";
import { endedFlow, newState, sealFlow, tooMany } from "./flow.ts";

export type FlowCookie = Awaited<ReturnType<typeof sealFlow>>;

export type Begun =
  /** The browser goes to `url`, with these cookies. */
  { status: "begun"; url: string; cookies: FlowCookie[] } | { status: "failed"; error: SignOnError };

interface Wish {
  /**
   * Whether the person must prove their identity again, even if the provider has them signed in
   * already.
   */
  stepUp: boolean;
  /** The names of all cookies that the browser has. */
  names: readonly string[];
}

/**
 * Begins a sign-on for a page: no round trip, one question to the provider.
 * @param next A path of this site.
 */
export async function beginSignOn(next: string, wish: Wish): Promise<Begun> {
  const ask = (address: URL) =>
    authjs().begin(
      new Request(address, { method: "POST", body: new URLSearchParams({ callbackUrl: next }) }),
    );
  const begun = await beginBy(ask, wish);
  if (begun.status !== "refused") return begun;
  return { status: "failed", error: "Configuration" };
}

/**
 * Begins a sign-on from the answer that `ask` gets from Auth.js at an address. Auth.js makes the
 * verifier and the nonce. It puts each into a cookie of 600 bytes that the next sign-on of this
 * browser would overwrite. This function puts both into one cookie of 500 bytes with the state's
 * name (flow.ts).
 * @returns `refused`, with the answer, if Auth.js didn't take the request for one of this site.
 */
export async function beginBy(
  ask: (address: URL) => Promise<Response>,
  { stepUp, names }: Wish,
): Promise<Begun | { status: "refused"; answer: Response }> {
  const discovered = await discover();
  if (discovered.status === "unreachable") return { status: "failed", error: "ProviderUnreachable" };
  if (discovered.status === "other-issuer") return { status: "failed", error: "ProviderIssuer" };
  const state = newState();
  const { SITE_URL, STEP_UP_SECONDS } = env();
  const address = new URL(`/api/auth/signin/${company}`, SITE_URL);
  address.searchParams.set("state", state);
  if (stepUp) {
    // OpenID Connect Core 3.1.2.1: the first makes the person sign in again, the second makes the
    // provider say when that was.
    address.searchParams.set("prompt", "login");
    address.searchParams.set("max_age", String(Math.max(1, Math.floor(STEP_UP_SECONDS))));
  }
  const result = await withOutage(() => ask(address));
  if ("outage" in result) return { status: "failed", error: "Unavailable" };
  const { answer, note } = result;
  if (note.failure) return { status: "failed", error: note.failure };
  const cookies = new Map(answer.headers.getSetCookie().map(parsed));
  const [verifier, nonce] = await Promise.all(
    [authjsCookies().verifier, authjsCookies().nonce].map((name) => opened(name, cookies.get(name))),
  );
  const url = answer.headers.get("location");
  if (!url || !verifier || !nonce) return { status: "refused", answer };
  const back = new URL(cookies.get(authjsCookies().callbackUrl) ?? "/", SITE_URL);
  const next = back.pathname + back.search + back.hash;
  const flow = await sealFlow(state, { verifier, nonce, next, stepUp });
  return { status: "begun", url, cookies: [flow, ...tooMany(names).map(endedFlow)] };
}

function parsed(line: string): [name: string, value: string] {
  const [pair = ""] = line.split(";");
  const at = pair.indexOf("=");
  return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))];
}

async function opened(salt: string, token: string | undefined): Promise<string | undefined> {
  const { AUTH_SECRETS = [] } = env();
  const payload = token ? await decode<{ value?: unknown }>({ token, salt, secret: AUTH_SECRETS }) : null;
  return typeof payload?.value === "string" ? payload.value : undefined;
}
