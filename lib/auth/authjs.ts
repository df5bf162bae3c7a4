import { Auth, skipCSRFCheck } from "@auth/core";
import NextAuth, { type Account, type NextAuthConfig, type NextAuthResult, type Profile } from "next-auth";
import { env } from "../env.ts";
import { dataRedis } from "../node/data-redis.ts";
import { log } from "../node/log.ts";
import { perProcess } from "../node/per-process.ts";
import { isUnavailable, type RedisUnavailable } from "../session/index.ts";
import { userDatabase, users } from "../users/users.ts";
import { adapter } from "./adapter.ts";
import { beginCompanySession } from "./begin-session.ts";
import { company, companyProvider } from "./company.ts";
import { readClaims } from "./company-claims.ts";
import { companySignOn } from "./company-sign-on.ts";
import { cookieName, isHttps } from "./iron.ts";
import { sessions } from "./sessions.ts";
import { authjsCookies } from "./sign-on/authjs-cookies.ts";
import { failureOf, rootOf, type SignOnError } from "./sign-on/failure.ts";
import { readIdToken } from "./sign-on/id-token.ts";
import { currentNote, type Note, noted } from "./sign-on/note.ts";

export interface Authjs {
  /** Its routes. */
  handlers: NextAuthResult["handlers"];
  /**
   * Begins a sign-on for a page of this site. It needs no anti-forgery token of Auth.js, because
   * proxy.ts has refused requests from other sites.
   */
  begin(request: Request): Promise<Response>;
}

/** Auth.js for company single sign-on, set up once per process. */
export function authjs(): Authjs {
  return perProcess("authjs", () => {
    // next-auth reads it from the environment alone. When it came from headers, a replica's own
    // port got into redirect_uri, and the sign-on failed.
    process.env.AUTH_URL = new URL("/api/auth", env().SITE_URL).href;
    const settings = config();
    const { handlers } = NextAuth(settings);
    return { handlers, begin: (request) => Auth(request, { ...settings, skipCSRFCheck }) };
  });
}

/**
 * Runs a step of Auth.js and tells whether the stores could answer it. Auth.js takes a store's
 * outage for "not signed in" (lib/actions/session.js). It removes the cookie of a person who signs
 * out during an outage (lib/actions/signout.js), with status 200. It only logs the error itself, so
 * this function finds it in the logger.
 */
export async function withOutage<T>(
  step: () => Promise<T>,
): Promise<{ answer: T; note: Note } | { outage: RedisUnavailable }> {
  const { answer, note } = await noted(step);
  return note.outage ? { outage: note.outage } : { answer, note };
}

function config(): NextAuthConfig {
  const { AUTH_SECRETS = [], SESSION_ABSOLUTE_SECONDS } = env();
  const { verifier, nonce, callbackUrl } = authjsCookies();
  const methods = adapter({
    users: users(),
    sessions: sessions(),
    redis: dataRedis(),
    database: userDatabase(),
    begin: (user) => beginCompanySession(user, currentNote()),
  });
  return {
    providers: [companyProvider()],
    adapter: {
      ...methods,
      // signIn() has decided and linked by now. If the link were removed in between, Auth.js would
      // decide by the email alone.
      createUser: notByAuthjs,
      linkAccount: notByAuthjs,
    },
    secret: AUTH_SECRETS,
    basePath: "/api/auth",
    // This setting trusts the Host header. AUTH_URL is set, so Auth.js takes nothing from that
    // header.
    trustHost: true,
    pages: { signIn: "/login", error: "/login" },
    session: {
      strategy: "database",
      maxAge: SESSION_ABSOLUTE_SECONDS,
      // Auth.js extends a session by updateSession() when this has passed since `expires - maxAge`,
      // the sign-in. Here a read slides the session, and its absolute end is fixed, so an extension
      // is never due.
      updateAge: SESSION_ABSOLUTE_SECONDS,
    },
    useSecureCookies: isHttps(),
    cookies: {
      // Both doors share one cookie in one form. Code that asks for the session needn't know which
      // door it was, and a sign-in through one door replaces the session of the other.
      sessionToken: { name: cookieName() },
      pkceCodeVerifier: { name: verifier },
      nonce: { name: nonce },
      callbackUrl: { name: callbackUrl },
    },
    callbacks: { signIn: ({ account, profile }) => signIn(account, profile) },
    logger: { error: noteFailure },
  };
}

/**
 * Whether a person whom the provider knows may sign in. company-sign-on.ts decides this, and links
 * the account that Auth.js then finds.
 */
async function signIn(
  account: Account | null | undefined,
  profile: Profile | undefined,
): Promise<boolean | string> {
  if (account?.provider !== company || !profile) return false;
  const { provider, providerAccountId, id_token = "" } = account;
  const note = currentNote();
  note.signIn = readIdToken(id_token);
  const decided = await companySignOn(
    { users: users(), sessions: sessions(), database: userDatabase() },
    { provider, providerAccountId, type: "oidc" },
    readClaims(profile, env().OIDC_EMAIL_VERIFIED_MISSING, env().PICTURE_ORIGINS),
  );
  if (decided.status === "entered") {
    note.removed = decided.removed;
    return true;
  }
  switch (decided.reason) {
    case "unverified":
      return refusal("ProviderEmailUnverified");
    case "unsaid":
      log().warn(
        "The identity provider doesn't say whether emails are verified. Set OIDC_EMAIL_VERIFIED_MISSING=trust if it verifies all of them.",
      );
      return refusal("ProviderEmailUnsaid");
    case "none":
      return false;
  }
}

async function notByAuthjs(): Promise<never> {
  throw new Error("The account was removed while its person signed on. Nobody was signed in; sign on again.");
}

const refusal = (reason: SignOnError) => `/login?error=${reason}`;

/**
 * The names by which Auth.js tells the login page what a person did or may not do. For all other
 * errors it says "Configuration".
 */
const saidByAuthjs: ReadonlySet<string> = new Set(["AccessDenied", "OAuthCallbackError", "MissingCSRF"]);

/**
 * Logs an error that isn't an outage with its true cause, and without anything that the person
 * sent.
 */
function noteFailure(error: Error): void {
  const note = currentNote();
  const root = rootOf(error);
  if (isUnavailable(root)) {
    note.outage = root;
    return;
  }
  const { error: failure, line } = failureOf(root);
  if (!saidByAuthjs.has(error.name)) note.failure ??= failure;
  log().error({ name: error.name }, `Company single sign-on: ${line}`);
}
