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
   * Begins a sign-on for a page of this site, which needs no anti-forgery token of Auth.js:
   * proxy.ts refused other sites.
   */
  begin(request: Request): Promise<Response>;
}

/** Auth.js, set up once a process for company single sign-on. */
export function authjs(): Authjs {
  return perProcess("authjs", () => {
    // next-auth takes it from the environment alone. From headers, a replica's own port got into
    // redirect_uri and the sign-on failed.
    process.env.AUTH_URL = new URL("/api/auth", env().SITE_URL).href;
    const settings = config();
    const { handlers } = NextAuth(settings);
    return { handlers, begin: (request) => Auth(request, { ...settings, skipCSRFCheck }) };
  });
}

/**
 * Runs a step of Auth.js and tells whether the stores could answer it. Auth.js takes a store's
 * outage for "not signed in" (lib/actions/session.js) and forgets the cookie of who signs out
 * during one (lib/actions/signout.js), with status 200; all it does with the error itself is
 * log it, so there it is seen.
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
      // signIn() has decided and linked by now. Were the link gone in between, Auth.js would
      // decide by the email alone.
      createUser: notByAuthjs,
      linkAccount: notByAuthjs,
    },
    secret: AUTH_SECRETS,
    basePath: "/api/auth",
    // AUTH_URL is set, so nothing is taken from the Host header that this would trust.
    trustHost: true,
    pages: { signIn: "/login", error: "/login" },
    session: {
      strategy: "database",
      maxAge: SESSION_ABSOLUTE_SECONDS,
      // Auth.js extends a session by updateSession() when this has passed since `expires - maxAge`,
      // the sign-in. Reading slides ours, and its absolute end is fixed, so it's never due.
      updateAge: SESSION_ABSOLUTE_SECONDS,
    },
    useSecureCookies: isHttps(),
    cookies: {
      // One cookie for both doors, in one form: code that asks for the session needn't know which
      // door it was, and signing in through one replaces the session of the other.
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
 * Whether a person whom the provider knows may come in: company-sign-on.ts decides, and links the
 * account that Auth.js then finds.
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
 * What a person did or may not, which Auth.js tells the login page by these names. It says
 * "Configuration" to all the rest.
 */
const saidByAuthjs: ReadonlySet<string> = new Set(["AccessDenied", "OAuthCallbackError", "MissingCSRF"]);

/** What isn't an outage goes to the log with its true cause, and without what the person sent. */
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
