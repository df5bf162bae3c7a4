import { AsyncLocalStorage } from "node:async_hooks";
import NextAuth, { type Account, type NextAuthConfig, type NextAuthResult, type Profile } from "next-auth";
import { log } from "../cluster/log.ts";
import { perProcess } from "../cluster/per-process.ts";
import { dataRedis } from "../cluster/redis.ts";
import { env } from "../env.ts";
import { isUnavailable, type RedisUnavailable } from "../session/index.ts";
import { users } from "../users/users.ts";
import { adapter } from "./adapter.ts";
import { beginSession } from "./begin-session.ts";
import { company, companyProvider } from "./company.ts";
import { readClaims } from "./company-claims.ts";
import { companySignOn } from "./company-sign-on.ts";
import { cookieName, isHttps } from "./iron.ts";
import { sessions } from "./sessions.ts";

/** Why a sign-on was refused, as the login page is told in `?error=`, beside what Auth.js itself says there. */
export type SignOnRefusal = "ProviderEmailUnverified" | "ProviderEmailUnsaid";

/** What a step of Auth.js came to that Auth.js itself has no way to tell. */
interface Note {
  outage?: RedisUnavailable;
  /** An account that only claimed the person's address was removed (company-sign-on.ts). */
  removed?: boolean;
}

/** Pages and routes get a copy of this module each, and Auth.js is set up by whichever comes first: one for all of them. */
const notes = () => perProcess("authjs-notes", () => new AsyncLocalStorage<Note>());

/** Auth.js, set up once a process for company single sign-on. */
export function authjs(): NextAuthResult {
  return perProcess("authjs", () => {
    // next-auth takes it from the environment alone. From headers, a replica's own port got into redirect_uri and the sign-on failed.
    process.env.AUTH_URL = new URL("/api/auth", env().SITE_URL).href;
    return NextAuth(config());
  });
}

/**
 * Runs a step of Auth.js and tells whether the stores could answer it. Auth.js takes a store's outage for "not signed in"
 * (lib/actions/session.js) and forgets the cookie of who signs out during one (lib/actions/signout.js), with status 200;
 * all it does with the error itself is log it, so there it is seen.
 */
export async function withOutage<T>(
  step: () => Promise<T>,
): Promise<{ answer: T; removed: boolean } | { outage: RedisUnavailable }> {
  const note: Note = {};
  const answer = await notes().run(note, step);
  return note.outage ? { outage: note.outage } : { answer, removed: note.removed ?? false };
}

function config(): NextAuthConfig {
  const { AUTH_SECRETS = [], SESSION_ABSOLUTE_SECONDS } = env();
  const secure = isHttps();
  const methods = adapter({
    users: users(),
    sessions: sessions(),
    redis: dataRedis(),
    begin: (user) => beginSession(user, "authjs"),
  });
  return {
    providers: [companyProvider()],
    adapter: {
      ...methods,
      // signIn() has decided and linked by now. Were the link gone in between, Auth.js would decide by the email alone.
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
      // Auth.js extends a session by updateSession() when this has passed since `expires - maxAge`, the sign-in. Reading
      // slides ours, and its absolute end is fixed, so it's never due.
      updateAge: SESSION_ABSOLUTE_SECONDS,
    },
    useSecureCookies: secure,
    cookies: {
      // One cookie for both doors, in one form: whoever asks who is asking needn't know which door it was, and signing
      // in through one replaces the session of the other.
      sessionToken: { name: cookieName() },
      ...(secure
        ? {
            pkceCodeVerifier: { name: "__Host-authjs.pkce.code_verifier" },
            state: { name: "__Host-authjs.state" },
            nonce: { name: "__Host-authjs.nonce" },
            callbackUrl: { name: "__Host-authjs.callback-url" },
          }
        : {}),
    },
    callbacks: { signIn: ({ account, profile }) => signIn(account, profile) },
    logger: { error: noteOutage },
  };
}

/** Whether a person whom the provider knows may come in: company-sign-on.ts decides, and links the account that Auth.js then finds. */
async function signIn(
  account: Account | null | undefined,
  profile: Profile | undefined,
): Promise<boolean | string> {
  if (account?.provider !== company || !profile) return false;
  const { provider, providerAccountId } = account;
  const decided = await companySignOn(
    { users: users(), sessions: sessions(), redis: dataRedis() },
    { provider, providerAccountId, type: "oidc" },
    readClaims(profile, env().OIDC_EMAIL_VERIFIED_MISSING),
  );
  if (decided.status === "entered") {
    const note = notes().getStore();
    if (note) note.removed = decided.removed;
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

const refusal = (reason: SignOnRefusal) => `/login?error=${reason}`;

/** Auth.js wraps a store's error once or twice; what isn't an outage goes to the log, without what the person sent. */
function noteOutage(error: Error): void {
  let cause: unknown = error;
  for (let depth = 0; depth < 4 && cause instanceof Error; depth += 1) {
    const note = notes().getStore();
    if (note && isUnavailable(cause)) {
      note.outage = cause;
      return;
    }
    cause = (cause.cause as { err?: unknown } | undefined)?.err;
  }
  log().error({ name: error.name }, `Auth.js: ${error.message}`);
}
