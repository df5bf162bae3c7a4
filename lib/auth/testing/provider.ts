import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeJwt, importJWK, SignJWT } from "jose";
import { Provider } from "oidc-provider";
import { fetchFromOwnNetwork } from "../../../identity-provider/own-network.ts";
import { signingKey } from "../../../identity-provider/signing-key.ts";
import { header, store } from "./jar.ts";

/** How the provider differs from a correct one, from now on. */
export interface Oddities {
  /** It ignores `prompt` and `max_age`. */
  ignoresPrompt?: boolean;
  /** The ID token doesn't say when the person signed in. */
  omitsAuthTime?: boolean;
  /** Seconds by which it dates each sign-in too early. */
  signedInBefore?: number;
  /** The name that the discovery document gives it. */
  callsItself?: string;
  /** It doesn't know the site's secret. */
  forgotSecret?: boolean;
  /** It hangs up on every request. */
  isAway?: boolean;
}

const site = "http://localhost:8080";
const key = signingKey("k".repeat(43));
export const clientSecret = "s".repeat(43);

/**
 * A real OpenID Connect provider in this process. It signs every person in as `ada`, and a test can
 * make it behave oddly.
 */
export class TestProvider {
  readonly issuer: string;
  oddities: Oddities = {};
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.issuer = `http://localhost:${(server.address() as AddressInfo).port}/realm`;
  }

  /**
   * @param logoutUri The address to which it announces logouts.
   */
  static async start(name: string, logoutUri: string): Promise<TestProvider> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, "localhost", listening));
    const own = new TestProvider(server);
    const provider = own.#provider(name, logoutUri);
    const answer = provider.callback();
    server.on("request", (request, response) => {
      if (own.oddities.isAway) return void request.socket.destroy();
      const uid = /^\/interaction\/([\w-]+)$/.exec(request.url ?? "")?.[1];
      if (uid) return void provider.interactionFinished(request, response, { login: { accountId: "ada" } });
      own.#make(request);
      // Express tells a handler in this way where it is mounted.
      Object.assign(request, { originalUrl: request.url, url: (request.url ?? "").replace(/^\/realm/, "") });
      void answer(request, response);
    });
    return own;
  }

  close(): Promise<unknown> {
    this.#server.closeAllConnections();
    return new Promise((closed) => this.#server.close(closed));
  }

  #make(request: IncomingMessage): void {
    const url = new URL(request.url ?? "/", this.issuer);
    if (this.oddities.ignoresPrompt) for (const name of ["prompt", "max_age"]) url.searchParams.delete(name);
    request.url = url.pathname + url.search;
    if (this.oddities.forgotSecret && url.pathname.endsWith("/token"))
      request.headers.authorization = `Basic ${Buffer.from("unstuck:wrong").toString("base64")}`;
  }

  #provider(name: string, logoutUri: string): Provider {
    const provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: "unstuck",
          client_secret: clientSecret,
          redirect_uris: [`${site}/api/auth/callback/company`],
          response_types: ["code"],
          grant_types: ["authorization_code"],
          id_token_signed_response_alg: "ES256",
          require_auth_time: true,
          backchannel_logout_uri: logoutUri,
          backchannel_logout_session_required: true,
        },
      ],
      jwks: { keys: [key] },
      pkce: { required: () => true },
      fetch: fetchFromOwnNetwork,
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
      findAccount: (_, sub) => ({
        accountId: sub,
        claims: () => ({ sub, name, email: `${sub}@example.com`, email_verified: true }),
      }),
      loadExistingGrant: async ({ oidc: { client, session, provider } }) => {
        const grant = new provider.Grant({
          clientId: client?.clientId ?? "",
          accountId: session?.accountId ?? "",
        });
        grant.addOIDCScope("openid email profile");
        await grant.save();
        return grant;
      },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
      cookies: { keys: ["k".repeat(43)] },
    });
    provider.use(async (context, next) => {
      await next();
      const body = context.body as { issuer?: string; id_token?: string } | undefined;
      const { callsItself } = this.oddities;
      if (body?.issuer && callsItself) context.body = { ...body, issuer: callsItself };
      if (body?.id_token) context.body = { ...body, id_token: await this.#odd(body.id_token) };
    });
    return provider;
  }

  async #odd(token: string): Promise<string> {
    const { omitsAuthTime, signedInBefore = 0 } = this.oddities;
    const { auth_time, ...claims } = decodeJwt<{ auth_time: number }>(token);
    const time = omitsAuthTime ? {} : { auth_time: auth_time - signedInBefore };
    return new SignJWT({ ...claims, ...time })
      .setProtectedHeader({ alg: "ES256" })
      .sign(await importJWK(key as Parameters<typeof importJWK>[0], "ES256"));
  }
}

/**
 * The parts of a browser that a sign-on needs: cookies by name for the site and for the provider.
 * It follows redirects one by one.
 */
export class TestBrowser {
  readonly site = new Map<string, string>();
  readonly #provider = new Map<string, string>();

  get siteCookies(): string {
    return header(this.site);
  }

  keep(lines: readonly string[]): void {
    store(this.site, lines);
  }

  /** Signs out at the provider, which tells the site before it answers. */
  async signOut(issuer: string): Promise<void> {
    const cookie = () => header(this.#provider);
    const asked = await fetch(`${issuer}/session/end`, { headers: { cookie: cookie() } });
    store(this.#provider, asked.headers.getSetCookie());
    const page = await asked.text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
    await fetch(`${issuer}/session/end/confirm`, {
      method: "POST",
      headers: { cookie: cookie() },
      body: new URLSearchParams({ xsrf, logout: "yes" }),
      redirect: "manual",
    });
  }

  /** Walks from the provider's first page to where it sends the browser back. */
  async walk(url: string): Promise<URL> {
    let next = url;
    for (let step = 0; step < 10; step += 1) {
      if (next.startsWith(site)) return new URL(next);
      const answer = await fetch(next, { headers: { cookie: header(this.#provider) }, redirect: "manual" });
      store(this.#provider, answer.headers.getSetCookie());
      const location = answer.headers.get("location");
      if (!location) throw new Error(`The provider answered ${answer.status}: ${await answer.text()}`);
      next = new URL(location, next).href;
    }
    throw new Error("The provider sends the browser around.");
  }
}
