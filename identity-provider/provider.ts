import { Provider } from "oidc-provider";
import { fetchFromOwnNetwork } from "./own-network.ts";
import { escaped, farewell, page } from "./pages.ts";
import { people } from "./people.ts";
import type { Settings } from "./settings.ts";
import { derive, signingKey } from "./signing-key.ts";
import { fileStorage } from "./storage.ts";

const minute = 60;
const hour = 60 * minute;

/**
 * A real OpenID Connect provider with one client, the site. Development only: people sign in
 * by choosing who they are.
 */
export async function identityProvider(settings: Settings): Promise<Provider> {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, SITE_URL, IDP_SECRET } = settings;
  const { SITE_BACKCHANNEL_URL = SITE_URL } = settings;
  const provider = new Provider(OIDC_ISSUER, {
    adapter: await fileStorage(settings.IDP_STATE),
    clients: [
      {
        client_id: OIDC_CLIENT_ID,
        client_secret: OIDC_CLIENT_SECRET,
        redirect_uris: [new URL("/api/auth/callback/company", SITE_URL).href],
        response_types: ["code"],
        grant_types: ["authorization_code"],
        id_token_signed_response_alg: "ES256",
        // The ID token says when the person signed in at this provider, and in which session.
        require_auth_time: true,
        backchannel_logout_uri: new URL("/api/auth/backchannel-logout", SITE_BACKCHANNEL_URL).href,
        backchannel_logout_session_required: true,
      },
    ],
    responseTypes: ["code"],
    pkce: { required: () => true },
    fetch: fetchFromOwnNetwork,
    jwks: { keys: [signingKey(IDP_SECRET)] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "picture"] },
    findAccount: (_, id) => {
      const person = people.get(id);
      if (!person) return undefined;
      const { sub, email, email_verified, name, picture } = person;
      // The answer leaves out an undefined claim, as some providers leave out `email_verified`.
      return { accountId: sub, claims: () => ({ sub, email, email_verified, name, picture }) };
    },
    // The site and the provider belong to one company, so the provider doesn't ask a person whether
    // the site may know their name.
    loadExistingGrant: async (ctx) => {
      const { client, session, provider } = ctx.oidc;
      const accountId = session?.accountId;
      if (!client || !accountId) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = farewell(form);
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.body = page("Signed out", "<p>The provider has forgotten who you are.</p>");
        },
      },
    },
    renderError: (ctx, out) => {
      ctx.type = "html";
      ctx.body = page("That did not work", `<p>${escaped(out.error_description ?? out.error)}</p>`);
    },
    cookies: {
      keys: [derive(IDP_SECRET, "cookies").toString("base64url")],
      // On localhost, the site and the provider share cookies whatever their ports, so their
      // cookies need different names.
      names: { session: "idp-session", interaction: "idp-interaction", resume: "idp-resume" },
    },
    ttl: {
      AccessToken: 5 * minute,
      AuthorizationCode: minute,
      Grant: hour,
      IdToken: 5 * minute,
      Interaction: 15 * minute,
      Session: hour,
    },
  });
  // The issuer may be on https behind a proxy that ends TLS. server.ts says so in a header that no
  // client can set.
  provider.proxy = true;
  return provider;
}
